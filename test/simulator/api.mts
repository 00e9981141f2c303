import type { FastifyRequest } from 'fastify';
import { refused, success } from './answers.mts';
import type { Operation, Verdict } from './contract.mts';
import { Refusal, badParameter, tooManyRequests } from './errors.mts';
import type { Answer } from './faults.mts';
import { HANDLERS } from './handlers/index.mts';
import type { RateLimiter } from './rate-limit.mts';
import { bearerToken } from './requests.mts';
import type { SimulatorState } from './state.mts';
import { checkParts } from './strictness/check.mts';
import type { App, LedgerEntry, ResolvedOptions } from './types.mts';
import type { Webhooks } from './webhooks.mts';

/** What the API works on. */
export interface Service {
	options: ResolvedOptions;
	state: SimulatorState;
	webhooks: Webhooks;
	limiter: RateLimiter;
	/** Base URL of the simulator. */
	url: string;
}

/** Holds a request against the document and notes the outcome, whatever happens to the request afterwards. */
export function checkRequest(
	request: FastifyRequest,
	entry: LedgerEntry,
	operation: Operation | undefined,
	options: ResolvedOptions,
): Verdict {
	const { body, malformed } = parseBody(request.body);
	entry.body = body;
	if (!operation) {
		entry.validationErrors = ['no such operation'];
		return { errors: entry.validationErrors, query: {} };
	}
	const parts = {
		path: request.params as Record<string, unknown>,
		query: entry.query,
		requestBody: malformed ? undefined : body,
	};
	const verdict = checkParts(operation, parts, entry.headers, options);
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

/**
 * Carries out a checked request, or refuses it.
 *
 * @param operation undefined where the API has no such route
 */
export async function processRequest(
	{ options, state, webhooks, limiter, url }: Service,
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
		const app = authenticate(options.apps, params.appID, request.headers.authorization);
		if (!limiter.admit()) throw tooManyRequests(options.rateLimitCode);
		if (verdict.errors.length > 0) throw badParameter(verdict.errors[0]);
		const result = await HANDLERS[operation.operationId]({
			app,
			params,
			query: verdict.query,
			body: entry.body,
			state,
			webhooks,
			options,
			url,
			operation,
		});
		entry.accepted = true;
		return success(result, options, operation.listProperty);
	} catch (error) {
		if (error instanceof Refusal) return refused(error, options);
		throw error;
	}
}

function authenticate(apps: App[], appId: string, authorization: string | undefined): App {
	const app = apps.find((candidate) => candidate.appId === appId);
	if (!app) throw new Refusal(6452001, 'Invalid appID');
	if (bearerToken(authorization) !== app.appToken) throw new Refusal(6452000, 'Invalid token');
	return app;
}

function parseBody(text: unknown): { body: unknown; malformed: boolean } {
	if (typeof text !== 'string' || text === '') return { body: undefined, malformed: false };
	try {
		return { body: JSON.parse(text), malformed: false };
	} catch {
		return { body: text, malformed: true };
	}
}
