import type { FastifyReply, FastifyRequest } from 'fastify';
import { Activity, Journal } from './ledger.mts';
import type { LedgerEntry, ResolvedOptions } from './types.mts';

/** The requests that arrived, and those that are in flight. */
export class Requests {
	readonly ledger: Journal<LedgerEntry>;
	readonly #entries = new WeakMap<FastifyRequest, LedgerEntry>();
	readonly #inFlight = new Activity();
	readonly #options: ResolvedOptions;
	readonly #activity: Activity;

	/** @param activity all that is under way, webhook posts included */
	constructor(options: ResolvedOptions, activity: Activity) {
		this.#options = options;
		this.#activity = activity;
		this.ledger = new Journal(() => options.ledgerLimit);
	}

	/** What was written down of a request; undefined for one that did not arrive here. */
	entryOf(request: FastifyRequest): LedgerEntry | undefined {
		return this.#entries.get(request);
	}

	/** Writes a request down as soon as its headers are there. */
	arrive(request: FastifyRequest, reply: FastifyReply): LedgerEntry {
		this.#inFlight.enter();
		this.#activity.enter();
		const headers = { ...request.headers } as Record<string, string>;
		const token = bearerToken(headers.authorization);
		if (headers.authorization !== undefined) {
			headers.authorization = token === undefined ? '***' : 'Bearer ***';
		}
		const entry: LedgerEntry = {
			seq: this.ledger.nextSeq(),
			at: Date.now(),
			method: request.method,
			path: request.url.split('?', 1)[0],
			query: { ...(request.query as object) },
			headers,
			tokenValid: this.#options.apps.some(({ appToken }) => appToken === token),
			body: undefined,
			valid: false,
			validationErrors: [],
			accepted: false,
			concurrent: this.#inFlight.count,
		};
		this.#entries.set(request, entry);
		this.ledger.add(entry);
		reply.raw.once('close', () => {
			this.#inFlight.leave();
			this.#activity.leave();
			this.ledger.finish(entry);
		});
		return entry;
	}
}

export const bearerToken = (authorization: string | undefined): string | undefined =>
	/^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
