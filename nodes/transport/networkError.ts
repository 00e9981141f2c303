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

/** Errors of the connection, as Node.js and its TLS and HTTP parsers name them. */
const BROKE = /^(E[A-Z]+|ERR_[A-Z_]+|HPE_[A-Z_]+)$/;

/** Refused by Node.js itself, before it opened a connection. */
const NEVER_SENT = /^ERR_(INVALID|UNESCAPED|HTTP_INVALID)_/;

const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/**
 * Puts an error of n8n's HTTP client into the terms of an answer.
 *
 * @throws the error itself when it has nothing to do with the network, e.g. n8n refused the domain
 */
export function readNetworkError(error: unknown): Answer {
	const chain = causes(error);
	const codes = chain.map(({ code }) => code).filter((code) => typeof code === 'string');
	if (codes.some((code) => NOT_CONNECTED.has(code))) {
		return {
			kind: 'broken',
			why: 'unreachable',
			said: codes.find((code) => NOT_CONNECTED.has(code)),
		};
	}
	if (codes.some((code) => TIMED_OUT.has(code))) return { kind: 'broken', why: 'timeout' };
	if (codes.some((code) => BROKE.test(code) && !NEVER_SENT.test(code))) {
		return { kind: 'broken', why: 'dropped', said: codes[0] };
	}
	throw error;
}

function causes(error: unknown): Array<{ code?: unknown }> {
	const chain: Array<{ code?: unknown }> = [];
	let current = error;
	while (typeof current === 'object' && current !== null && chain.length < 5) {
		chain.push(current);
		current = (current as { cause?: unknown }).cause;
	}
	return chain;
}
