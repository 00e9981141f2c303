import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refused } from './answers.mts';
import { checkRequest, processRequest } from './api.mts';
import type { Service } from './api.mts';
import { loadContract } from './contract.mts';
import type { Operation } from './contract.mts';
import { mountControl } from './control.mts';
import { Refusal, badParameter } from './errors.mts';
import { EVENT_NAMES } from './events.mts';
import { FaultQueue, answerUnder, breaksUpload } from './faults.mts';
import type { PendingFault } from './faults.mts';
import type { Answer } from './faults.mts';
import { mountFiles } from './files.mts';
import { Activity } from './ledger.mts';
import { resolveOptions } from './options.mts';
import { RateLimiter } from './rate-limit.mts';
import { Requests } from './requests.mts';
import { SimulatorState } from './state.mts';
import { assertKnown, operationOf } from './strictness/paths.mts';
import type {
	Emitters,
	LedgerEntry,
	ResolvedOptions,
	Simulator,
	SimulatorOptions,
} from './types.mts';
import { Webhooks } from './webhooks.mts';

/** Largest request body in bytes; larger ones are refused like other bad requests. */
const BODY_LIMIT = 16 * 1024 * 1024;

/**
 * Starts a CINNOX Open API on this machine that behaves as api/cinnox-open-api.yaml says.
 *
 * @throws Error when the port is taken, or for options that make no sense
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const resolved = resolveOptions(options);
	const contract = await loadContract();
	assertKnown(resolved.paths, contract);
	const server = new SimulatorServer(resolved, contract);
	await server.listen();
	return server.simulator();
}

class SimulatorServer {
	readonly #options: ResolvedOptions;
	readonly #contract: Map<string, Operation>;
	readonly #state: SimulatorState;
	readonly #webhooks: Webhooks;
	readonly #requests: Requests;
	readonly #activity = new Activity();
	readonly #faults = new FaultQueue();
	readonly #hits = new WeakMap<FastifyRequest, PendingFault[]>();
	readonly #limiter: RateLimiter;
	readonly #closing = new AbortController();
	readonly #fastify: FastifyInstance;
	#url = '';

	constructor(options: ResolvedOptions, contract: Map<string, Operation>) {
		this.#options = options;
		this.#contract = contract;
		this.#state = new SimulatorState(options);
		this.#webhooks = new Webhooks(options, this.#state, this.#activity);
		this.#requests = new Requests(options, this.#activity);
		this.#limiter = new RateLimiter(
			() => options.rateLimitPerMinute,
			() => options.rateLimitWindow,
		);
		setMaxListeners(0, this.#closing.signal);
		this.#fastify = this.#build();
	}

	async listen(): Promise<void> {
		const { host, port } = this.#options;
		await this.#fastify.listen({ host, port });
		const address = this.#fastify.server.address() as AddressInfo;
		const name = host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
		this.#url = `http://${name}:${address.port}`;
		if (this.#options.control) this.#control = this.simulator();
	}

	/** What the control API works on; set once the address is known. */
	#control: Simulator | undefined;

	simulator(): Simulator {
		const [{ appId, appToken }] = this.#options.apps;
		return {
			url: this.#url,
			appId,
			appToken,
			options: this.#options,
			state: this.#state,
			ledger: this.#requests.ledger.entries,
			faults: {
				add: (fault) => this.#faults.add(fault),
				addSequence: (steps, target) => this.#faults.addSequence(steps, target),
				clear: () => this.#faults.clear(),
			},
			subscriptions: (id) => this.#webhooks.subscriptions(id),
			emit: this.#emitters(),
			deliveries: this.#webhooks.deliveries.entries,
			configure: (changes) => Object.assign(this.#options, changes),
			idle: () => this.#activity.idle(),
			waitForRequest: (test, timeoutMs) => this.#requests.ledger.whenFinished(test, timeoutMs),
			waitForDelivery: (test, timeoutMs) => this.#webhooks.deliveries.whenFinished(test, timeoutMs),
			reset: () => this.#reset(),
			close: () => this.#close(),
		};
	}

	#emitters(): Emitters {
		const named = Object.keys(EVENT_NAMES).map((name) => [
			name,
			(fields?: Record<string, unknown>, options?: { appId?: string }) =>
				this.#webhooks.emit(name as keyof typeof EVENT_NAMES, fields, options?.appId),
		]);
		return {
			...Object.fromEntries(named),
			raw: (event, body, options) => this.#webhooks.emitRaw(event, body, options),
		} as Emitters;
	}

	#reset(): void {
		this.#state.reset();
		this.#webhooks.reset();
		this.#requests.ledger.clear();
		this.#faults.clear();
		this.#limiter.reset();
	}

	async #close(): Promise<void> {
		this.#closing.abort();
		this.#requests.ledger.close();
		await Promise.all([this.#webhooks.close(), this.#fastify.close()]);
	}

	#build(): FastifyInstance {
		const app = fastify({
			bodyLimit: BODY_LIMIT,
			exposeHeadRoutes: false,
			forceCloseConnections: true,
			routerOptions: { maxParamLength: 10_000 },
			frameworkErrors: (_error, request, reply) => {
				void this.#respond(request as FastifyRequest, reply as FastifyReply, undefined);
			},
		});
		// Bodies are parsed here and not by the framework, so that malformed ones are refused in the vendor's words.
		app.removeAllContentTypeParsers();
		app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
			done(null, body),
		);
		app.addHook('onRequest', (request, reply, done) => {
			if (request.url.startsWith('/__control/')) return done();
			const entry = this.#requests.arrive(request, reply);
			const isApi = !request.url.startsWith('/files/');
			const faults = this.#faults.take(request.method, entry.path, isApi);
			this.#hits.set(request, faults);
			if (!breaksUpload(faults, reply, entry)) done();
		});
		app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
			// What still waits when the simulator is closed gets no answer, like on a machine that goes down.
			if (this.#closing.signal.aborted) return void reply.hijack().raw.destroy();
			const known = error.statusCode !== undefined && error.statusCode < 500;
			const refusal = known ? badParameter(error.message) : new Refusal(500, error.message, 500);
			this.#send(reply, this.#requests.entryOf(request), refused(refusal, this.#options));
		});
		app.setNotFoundHandler((request, reply) => this.#respond(request, reply, undefined));
		for (const operation of this.#contract.values()) {
			app.route({
				method: operation.method,
				url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
				handler: (request, reply) => this.#respond(request, reply, operation),
			});
		}
		mountFiles(app, (...args) => this.#serveFile(...args));
		if (this.#options.control) mountControl(app, () => this.#control as Simulator);
		return app;
	}

	/** Answers a request for a file, which the API knows nothing of. */
	#serveFile(
		request: FastifyRequest,
		reply: FastifyReply,
		make: () => Answer,
	): Promise<FastifyReply> {
		const entry = this.#requests.entryOf(request) as LedgerEntry;
		entry.valid = true;
		return this.#answer(request, reply, entry, false, () => {
			entry.accepted = true;
			return make();
		});
	}

	/** Answers an API request; `operation` is undefined where the API has no such route. */
	#respond(
		request: FastifyRequest,
		reply: FastifyReply,
		operation: Operation | undefined,
	): Promise<FastifyReply> {
		const entry = this.#requests.entryOf(request) ?? this.#requests.arrive(request, reply);
		const found = operationOf(request, operation, this.#contract, this.#options);
		const verdict = checkRequest(request, entry, found, this.#options);
		return this.#answer(request, reply, entry, true, () =>
			processRequest(this.#service(), request, entry, found, verdict),
		);
	}

	#service(): Service {
		return {
			options: this.#options,
			state: this.#state,
			webhooks: this.#webhooks,
			limiter: this.#limiter,
			url: this.#url,
		};
	}

	/** Answers any request under the fault that hits it. */
	async #answer(
		request: FastifyRequest,
		reply: FastifyReply,
		entry: LedgerEntry,
		isApi: boolean,
		make: () => Promise<Answer> | Answer,
	): Promise<FastifyReply> {
		await answerUnder(this.#hits.get(request) ?? [], {
			request,
			reply,
			entry,
			latencyMs: isApi ? this.#options.latencyMs : 0,
			make,
			send: (answer) => this.#send(reply, entry, answer),
			wait: (ms, signal) => this.#wait(ms, signal),
		});
		return reply;
	}

	async #wait(ms: number, signal?: AbortSignal): Promise<void> {
		const { signal: closing } = this.#closing;
		await sleep(ms, undefined, { signal: signal ? AbortSignal.any([closing, signal]) : closing });
	}

	#send(
		reply: FastifyReply,
		entry: LedgerEntry | undefined,
		{ status, code, headers, body }: Answer,
	): void {
		if (entry) {
			entry.status = status;
			entry.code = code;
		}
		void reply.code(status).headers(headers).send(body);
	}
}
