import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_NAMES, eventOf } from './events.mts';
import { FAULTS, randomFaults } from './faults.mts';
import type { FaultTarget } from './faults.mts';
import type { Json } from './json.mts';
import { STRICTNESS_DEFAULTS } from './strictness/options.mts';
import type { Emitters, Fault, RuntimeOptions, Simulator } from './types.mts';

type JsonObject = Record<string, Json>;

/** Options that may be changed over HTTP: those that can't redirect what the simulator does elsewhere. */
const CHANGEABLE = new Set<keyof RuntimeOptions>([
	'rateLimitPerMinute',
	'rateLimitStatus',
	'retryAfterSeconds',
	'noRecordsStatus',
	'latencyMs',
	'deliveryDelayMs',
	'challengeTimeoutMs',
	'eventTimeoutMs',
	'envelope',
	'listProperty',
	'successCode',
	'redeliveryDelaysMs',
	'ledgerLimit',
	...(Object.keys(STRICTNESS_DEFAULTS) as (keyof RuntimeOptions)[]),
]);

class ControlError extends Error {
	readonly statusCode = 400;
}

/**
 * The control API under /__control, for programs that have the simulator in another process. JSON, no token: it is
 * mounted on request only, and the simulator listens on loopback unless told otherwise.
 */
export function mountControl(app: FastifyInstance, simulator: () => Simulator): void {
	const actions: [
		method: 'GET' | 'POST' | 'DELETE',
		path: string,
		action: (request: FastifyRequest, body: JsonObject) => unknown,
	][] = [
		['POST', 'events/:name', (request, body) => emit(simulator(), request, body)],
		['POST', 'faults', (_request, body) => addFaults(simulator(), body)],
		['GET', 'faults', () => ({ faults: catalogue() })],
		['DELETE', 'faults', () => (simulator().faults.clear(), {})],
		['GET', 'requests', (request) => ({ requests: since(simulator().ledger, request) })],
		['GET', 'deliveries', (request) => ({ deliveries: since(simulator().deliveries, request) })],
		['GET', 'sms', () => ({ sms: simulator().state.sms })],
		['GET', 'messages', () => ({ messages: simulator().state.messages })],
		[
			'GET',
			'subscriptions',
			(request) => ({ subscriptions: simulator().subscriptions(queryOf(request).appId) }),
		],
		['POST', 'options', (_request, body) => configure(simulator(), body)],
		['POST', 'reset', () => (simulator().reset(), {})],
	];
	for (const [method, path, action] of actions) {
		app.route({
			method,
			url: `/__control/${path}`,
			handler: async (request, reply) => answer(reply, 200, await action(request, bodyOf(request))),
			errorHandler: (error: Error & { statusCode?: number }, _request, reply) => {
				void answer(reply, error.statusCode ?? 500, { error: error.message });
			},
		});
	}
}

const queryOf = (request: FastifyRequest): Record<string, string | undefined> =>
	request.query as Record<string, string | undefined>;

const answer = (reply: FastifyReply, status: number, body: unknown): FastifyReply =>
	reply
		.code(status)
		.header('content-type', 'application/json; charset=utf-8')
		.send(JSON.stringify(body));

function bodyOf(request: FastifyRequest): JsonObject {
	if (typeof request.body !== 'string' || request.body === '') return {};
	try {
		return JSON.parse(request.body) as JsonObject;
	} catch {
		throw new ControlError('The body is not JSON');
	}
}

/** Entries after ?since=seq. */
const since = <T extends { seq: number }>(entries: T[], request: FastifyRequest): T[] =>
	entries.filter(({ seq }) => seq > Number(queryOf(request).since ?? 0));

/** Emits a named event with the body's members in place of generated ones; `raw` posts the member `body` as it is. */
async function emit(
	simulator: Simulator,
	request: FastifyRequest,
	body: JsonObject,
): Promise<JsonObject> {
	const { name } = request.params as { name: string };
	const { appId } = queryOf(request);
	if (name === 'raw') {
		const { event, body: payload, ...options } = body;
		return { deliveries: await simulator.emit.raw(String(event), payload, { appId, ...options }) };
	}
	const known = Object.entries(EVENT_NAMES).find(([, event]) => event === eventOf(name));
	if (!known) throw new ControlError(`There is no event ${name}`);
	return {
		deliveries: await simulator.emit[known[0] as keyof Omit<Emitters, 'raw'>](body, { appId }),
	};
}

/** Every fault with what it stands for, its options and the cases that are worth a try. Numbers without an end are texts. */
function catalogue(): Json {
	return JSON.parse(
		JSON.stringify(FAULTS, (_name, value: unknown) => (value === Infinity ? 'Infinity' : value)),
	);
}

/** An object from JSON in which "Infinity" means the number, as JSON has no way to write it. */
const withInfinity = (object: JsonObject): JsonObject =>
	Object.fromEntries(
		Object.entries(object).map(([name, value]) => [name, value === 'Infinity' ? Infinity : value]),
	);

const faultFrom = ({ times, ...fault }: JsonObject): Fault =>
	({ ...withInfinity(fault), ...(times !== undefined && { times: Number(times) }) }) as Fault;

/**
 * Adds faults from JSON. `pathPattern` is a regular expression. The body is a fault; or `sequence`, a list of lists of
 * faults, one for each request; or `random`, a seed or true, with the options of `randomFaults` beside it. The answer to
 * `random` holds the seed.
 */
function addFaults(simulator: Simulator, body: JsonObject): JsonObject {
	const { pathPattern, path, method, sequence, random, ...rest } = body;
	try {
		const target: FaultTarget = {
			...(path !== undefined && { path }),
			...(pathPattern !== undefined && { path: new RegExp(String(pathPattern)) }),
			...(method !== undefined && { method }),
		};
		if (sequence !== undefined) {
			const steps = (sequence as JsonObject[][]).map((step) => step.map(faultFrom));
			simulator.faults.addSequence(steps, target);
			return {};
		}
		if (random !== undefined) {
			const print = (): void => undefined;
			const faults = randomFaults(random === true ? undefined : Number(random), { ...rest, print });
			simulator.faults.addSequence(faults, target);
			return { seed: faults.seed };
		}
		simulator.faults.add({ ...faultFrom(rest), ...target });
	} catch (error) {
		throw new ControlError((error as Error).message);
	}
	return {};
}

function configure(simulator: Simulator, changes: JsonObject): JsonObject {
	const unknown = Object.keys(changes).filter(
		(name) => !CHANGEABLE.has(name as keyof RuntimeOptions),
	);
	if (unknown.length > 0) throw new ControlError(`Can't be changed: ${unknown.join(', ')}`);
	simulator.configure(withInfinity(changes));
	return Object.fromEntries([...CHANGEABLE].map((name) => [name, simulator.options[name]]));
}
