import { UserError } from 'n8n-workflow';

import type { Answer } from './envelope';

/** No connection was made, so CINNOX can't have acted on the request. */
const NOT_CONNECTED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'CERT_HAS_EXPIRED',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'ERR_TLS_CERT_ALTNAME_INVALID',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Refused by Node.js itself, before it opened a connection. */
const NEVER_SENT = /^ERR_(INVALID|UNESCAPED|HTTP_INVALID)_/;

/** Refused by n8n before it opened a connection: allowed domains, protection of its own network. */
const REFUSED_BY_N8N = /^(Ssrf\w*|Domain not allowed.*)$/;

const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/**
 * Puts an error of n8n's HTTP client into the terms of an answer.
 *
 * From n8n-workflow 1.99.0 to 2.33.2 the cause of an error is lost, and only `httpCode` names it, e.g.
 * `ECONNRESET`, or the HTTP status where the answer broke while it came in. What is not recognised
 * counts as broken: whether the request took effect is unknown then.
 *
 * @throws the error itself when nothing left for sure, e.g. n8n refused the domain
 */
export function readNetworkError(error: unknown): Answer {
	const chain = causes(error);
	const codes = chain
		.flatMap(({ code, httpCode }) => [code, httpCode])
		.filter((code) => typeof code === 'string');
	const isRefused = chain.some(
		(link) =>
			link instanceof UserError ||
			[link.name, link.message].some(
				(text) => typeof text === 'string' && REFUSED_BY_N8N.test(text),
			),
	);
	if (isRefused || codes.some((code) => NEVER_SENT.test(code))) throw error;
	const unreachable = codes.find((code) => NOT_CONNECTED.has(code));
	if (unreachable !== undefined) {
		return { kind: 'broken', why: 'unreachable', said: unreachable };
	}
	if (codes.some((code) => TIMED_OUT.has(code))) return { kind: 'broken', why: 'timeout' };
	return { kind: 'broken', why: 'dropped', said: codes.find((code) => !/^\d/.test(code)) };
}

interface Cause {
	name?: unknown;
	message?: unknown;
	code?: unknown;
	httpCode?: unknown;
	cause?: unknown;
}

function causes(error: unknown): Cause[] {
	const chain: Cause[] = [];
	let current = error;
	while (typeof current === 'object' && current !== null && chain.length < 5) {
		chain.push(current);
		current = (current as Cause).cause;
	}
	return chain;
}
