import type { FastifyRequest } from 'fastify';
import type { Operation } from '../contract.mts';
import type { StrictnessOptions } from './options.mts';

const PREFIX = '/v1/api/apps/{appID}/';

/** @throws Error for an operation that the document does not have */
export function assertKnown(paths: Record<string, string>, contract: Map<string, Operation>): void {
	for (const operationId of Object.keys(paths)) {
		if (!contract.has(operationId)) throw new Error(`There is no operation ${operationId}`);
	}
}

/**
 * The operation that a request is for, with the options about paths: guessed paths may not exist, and operations may lie
 * under other paths than the document's. The request gets the parameters of such a path.
 *
 * @param matched the operation of the document's path
 */
export function operationOf(
	request: FastifyRequest,
	matched: Operation | undefined,
	contract: Map<string, Operation>,
	{ guessedPaths, paths }: Required<StrictnessOptions>,
): Operation | undefined {
	for (const [operationId, path] of Object.entries(paths)) {
		const operation = contract.get(operationId);
		const params = operation?.method === request.method && match(PREFIX + path, request.url);
		if (params) {
			request.params = params;
			return operation;
		}
	}
	const isGone =
		matched &&
		(Object.hasOwn(paths, matched.operationId) ||
			(guessedPaths === 'missing' && !matched.documented));
	return isGone ? undefined : matched;
}

/** Parameters of a path with names in braces, or undefined where the address has another path. */
function match(template: string, url: string): Record<string, string> | undefined {
	const wanted = template.split('/');
	const segments = url.split('?', 1)[0].split('/');
	if (wanted.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, part] of wanted.entries()) {
		const name = /^\{(\w+)\}$/.exec(part)?.[1];
		if (name) params[name] = decodeURIComponent(segments[index]);
		else if (part !== segments[index]) return undefined;
	}
	return params;
}
