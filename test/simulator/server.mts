import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refused, success } from './answers.mts';
import { loadContract, validateRequest } from './contract.mts';
import type { Operation, Verdict } from './contract.mts';
import { mountControl } from './control.mts';
import { Refusal, badParameter } from './errors.mts';
import { EVENT_NAMES } from './events.mts';
import { FAULTS, FaultQueue, latencyOf, processesUnder } from './faults.mts';
import type { Answer } from './faults.mts';
import { fileAnswer, redirectAnswer } from './files.mts';
import { HANDLERS } from './handlers/index.mts';
import { Activity, Journal } from './ledger.mts';
import { RateLimiter } from './rate-limit.mts';
import { SimulatorState } from './state.mts';
import type {
	App,
	Emitters,
	LedgerEntry,
	ResolvedOptions,
	Simulator,
	SimulatorOptions,
} from './types.mts';
import { Webhooks } from './webhooks.mts';

/** Largest request body in bytes; larger ones are refused like other bad requests. */
const BODY_LIMIT = 16 * 1024 * 1024;

const DEFAULTS: ResolvedOptions = {
	host: '127.0.0.1',
	port: 0,
	apps: [{ appId: 'app-harbourvine-1', appToken: 'token-harbourvine-1' }],
	reportRows: 120,
	keepReportRows: false,
	contacts: 40,
	now: '2026-01-31T12:00:00.000Z',
	rateLimitPerMinute: 500,
	rateLimitStatus: 400,
	noRecordsStatus: 400,
	latencyMs: 0,
	deliveryDelayMs: 50,
	challengeTimeoutMs: 5000,
	eventTimeoutMs: 30_000,
	envelope: 'result',
	successCode: 0,
	control: false,
	ledgerLimit: Infinity,
	allowRemoteWebhooks: false,
};

/**
 * Starts a CINNOX Open API on this machine that behaves as api/cinnox-open-api.yaml says.
 *
 * @throws Error when the port is taken or `now` is no date
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const given = Object.fromEntries(
		Object.entries(options).filter(([, setting]) => setting !== undefined),
	);
	const resolved: ResolvedOptions = { ...DEFAULTS, ...given };
	if (Number.isNaN(Date.parse(resolved.now))) throw new Error(`now is no date: ${resolved.now}`);
	const server = new SimulatorServer(resolved, await loadContract());
	await server.listen();
	return server.simulator();
}

class SimulatorServer {
	readonly #options: ResolvedOptions;
	readonly #contract: Map<string, Operation>;
	readonly #state: SimulatorState;
	readonly #webhooks: Webhooks;
	readonly #ledger: Journal<LedgerEntry>;
	readonly #entries = new WeakMap<FastifyRequest, LedgerEntry>();
	readonly #requests = new Activity();
	readonly #activity = new Activity();
	readonly #faults = new FaultQueue();
	readonly #limiter: RateLimiter;
	readonly #closing = new AbortController();
	readonly #fastify: FastifyInstance;
	#url = '';

	constructor(options: ResolvedOptions, contract: Map<string, Operation>) {
		this.#options = options;
		this.#contract = contract;
		this.#state = new SimulatorState(options);
		this.#webhooks = new Webhooks(options, this.#state, this.#activity);
		this.#ledger = new Journal(() => options.ledgerLimit);
		this.#limiter = new RateLimiter(() => options.rateLimitPerMinute);
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
			ledger: this.#ledger.entries,
			faults: {
				add: (fault) => this.#faults.add(fault),
				clear: () => this.#faults.clear(),
			},
			subscriptions: (id) => this.#webhooks.subscriptions(id),
			emit: this.#emitters(),
			deliveries: this.#webhooks.deliveries.entries,
			configure: (changes) => Object.assign(this.#options, changes),
			idle: () => this.#activity.idle(),
			waitForRequest: (test, timeoutMs) => this.#ledger.waitFor(test, timeoutMs),
			waitForDelivery: (test, timeoutMs) => this.#webhooks.deliveries.waitFor(test, timeoutMs),
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
		this.#ledger.clear();
		this.#faults.clear();
		this.#limiter.reset();
	}

	async #close(): Promise<void> {
		this.#closing.abort();
		this.#ledger.close();
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
			if (!request.url.startsWith('/__control/')) this.#arrive(request, reply);
			done();
		});
		app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
			// What still waits when the simulator is closed gets no answer, like on a machine that goes down.
			if (this.#closing.signal.aborted) return void reply.hijack().raw.destroy();
			const known = error.statusCode !== undefined && error.statusCode < 500;
			const refusal = known ? badParameter(error.message) : new Refusal(500, error.message, 500);
			this.#send(reply, this.#entries.get(request), refused(refusal, this.#options));
		});
		app.setNotFoundHandler((request, reply) => this.#respond(request, reply, undefined));
		for (const operation of this.#contract.values()) {
			app.route({
				method: operation.method,
				url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
				handler: (request, reply) => this.#respond(request, reply, operation),
			});
		}
		this.#mountFiles(app);
		if (this.#options.control) mountControl(app, () => this.#control as Simulator);
		return app;
	}

	#mountFiles(app: FastifyInstance): void {
		type Params = { name: string; count: string };
		const file = (request: FastifyRequest): Answer => {
			const { bytes } = request.query as { bytes?: string };
			return fileAnswer((request.params as Params).name, Number(bytes) || 0);
		};
		const redirect = (request: FastifyRequest): Answer => {
			const { name, count } = request.params as Params;
			return redirectAnswer(name, Number(count));
		};
		const serve =
			(make: (request: FastifyRequest) => Answer) =>
			(request: FastifyRequest, reply: FastifyReply) => {
				const entry = this.#entries.get(request) as LedgerEntry;
				entry.valid = true;
				return this.#answer(request, reply, entry, false, () => {
					entry.accepted = true;
					return make(request);
				});
			};
		app.get('/files/:name', serve(file));
		app.get('/files/redirect/:count/:name', serve(redirect));
	}

	/** Writes a request down as soon as its headers are there. */
	#arrive(request: FastifyRequest, reply: FastifyReply): LedgerEntry {
		this.#requests.enter();
		this.#activity.enter();
		const headers = { ...request.headers } as Record<string, string>;
		const token = bearerToken(headers.authorization);
		if (headers.authorization !== undefined) {
			headers.authorization = token === undefined ? '***' : 'Bearer ***';
		}
		const entry: LedgerEntry = {
			seq: this.#ledger.nextSeq(),
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
			concurrent: this.#requests.count,
		};
		this.#entries.set(request, entry);
		this.#ledger.add(entry);
		reply.raw.once('close', () => {
			this.#requests.leave();
			this.#activity.leave();
			this.#ledger.finish(entry);
		});
		return entry;
	}

	/** Answers an API request; `operation` is undefined where the API has no such route. */
	#respond(
		request: FastifyRequest,
		reply: FastifyReply,
		operation: Operation | undefined,
	): Promise<FastifyReply> {
		const entry = this.#entries.get(request) ?? this.#arrive(request, reply);
		const verdict = this.#check(request, entry, operation);
		return this.#answer(request, reply, entry, true, () =>
			this.#process(request, entry, operation, verdict),
		);
	}

	/** Answers any request under the fault that hits it. */
	async #answer(
		request: FastifyRequest,
		reply: FastifyReply,
		entry: LedgerEntry,
		isApi: boolean,
		make: () => Promise<Answer> | Answer,
	): Promise<FastifyReply> {
		const fault = this.#faults.take(request.method, entry.path, isApi);
		entry.fault = fault?.kind;
		const latency = (isApi ? this.#options.latencyMs : 0) + latencyOf(fault);
		if (latency > 0) await this.#wait(latency);
		const normal = fault && !processesUnder(fault) ? undefined : await make();
		const send = (answer: Answer): void => this.#send(reply, entry, answer);
		const spoil = fault && FAULTS[fault.kind].answer;
		if (spoil) await spoil({ fault, reply, normal, send, wait: (ms) => this.#wait(ms) });
		else if (normal) send(normal);
		return reply;
	}

	async #wait(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: this.#closing.signal });
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

	/** Holds a request against the document and notes the outcome, whatever happens to the request afterwards. */
	#check(request: FastifyRequest, entry: LedgerEntry, operation: Operation | undefined): Verdict {
		const { body, malformed } = parseBody(request.body);
		entry.body = body;
		if (!operation) {
			entry.validationErrors = ['no such operation'];
			return { errors: entry.validationErrors, query: {} };
		}
		const verdict = validateRequest(operation, {
			path: request.params as Record<string, unknown>,
			query: entry.query,
			requestBody: malformed ? undefined : body,
		});
		if (malformed) verdict.errors = ['request body is not JSON'];
		else if (
			body !== undefined &&
			!/^application\/json\b/.test(entry.headers['content-type'] ?? '')
		) {
			verdict.errors.unshift('Content-Type must be application/json');
		}
		entry.operationId = operation.operationId;
		entry.valid = verdict.errors.length === 0;
		entry.validationErrors = verdict.errors;
		return verdict;
	}

	async #process(
		request: FastifyRequest,
		entry: LedgerEntry,
		operation: Operation | undefined,
		verdict: Verdict,
	): Promise<Answer> {
		try {
			if (!operation) {
				const message = `method not found, method: ${request.method} url: ${request.url}`;
				throw new Refusal(6450001, message);
			}
			const params = request.params as Record<string, string>;
			const app = this.#authenticate(params.appID, request.headers.authorization);
			if (!this.#limiter.admit()) throw new Refusal(6451010, 'Too many requests');
			if (verdict.errors.length > 0) throw badParameter(verdict.errors[0]);
			const result = await HANDLERS[operation.operationId]({
				app,
				params,
				query: verdict.query,
				body: entry.body,
				state: this.#state,
				webhooks: this.#webhooks,
				options: this.#options,
				url: this.#url,
				operation,
			});
			entry.accepted = true;
			return success(result, this.#options, operation.listProperty);
		} catch (error) {
			if (error instanceof Refusal) return refused(error, this.#options);
			throw error;
		}
	}

	#authenticate(appId: string, authorization: string | undefined): App {
		const app = this.#options.apps.find((candidate) => candidate.appId === appId);
		if (!app) throw new Refusal(6452001, 'Invalid appID');
		if (bearerToken(authorization) !== app.appToken) throw new Refusal(6452000, 'Invalid token');
		return app;
	}
}

const bearerToken = (authorization: string | undefined): string | undefined =>
	/^Bearer (.+)$/i.exec(authorization ?? '')?.[1];

function parseBody(text: unknown): { body: unknown; malformed: boolean } {
	if (typeof text !== 'string' || text === '') return { body: undefined, malformed: false };
	try {
		return { body: JSON.parse(text), malformed: false };
	} catch {
		return { body: text, malformed: true };
	}
}
