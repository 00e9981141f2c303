import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { resources } from '../../../nodes/Cinnox/resources/index.ts';
import { API_ROOT, GUESSES } from '../../../nodes/transport/guesses.ts';
import { loadContract, validateRequest } from '../../simulator/contract.mts';
import type { Json } from '../../simulator/json.mts';

type Operation = Record<string, unknown> & { operationId?: string; responses?: object };
type PathItem = Record<string, Operation>;

const source = readFileSync(new URL('../../../api/cinnox-open-api.yaml', import.meta.url), 'utf8');
const document = load(source) as Record<string, Json>;
const methods = ['get', 'put', 'post', 'delete', 'patch'];

function operationsOf(items: Record<string, PathItem>): [string, Operation][] {
	return Object.entries(items).flatMap(([path, item]) =>
		methods
			.filter((method) => item[method])
			.map((method): [string, Operation] => [`${method} ${path}`, item[method]]),
	);
}

const operations = operationsOf(document.paths);
const webhooks = operationsOf(document.webhooks);

describe('api/cinnox-open-api.yaml', () => {
	it('is valid OpenAPI 3.1', async () => {
		const validator = new Validator();
		const verdict = await validator.validate(structuredClone(document));
		expect(verdict.errors).toBeUndefined();
		expect(verdict.valid).toBe(true);
		expect(validator.version).toBe('3.1');
	});

	it('resolves every reference', () => {
		const references = [...source.matchAll(/\$ref: '#\/([^']+)'/g)].map((match) => match[1]);
		expect(references.length).toBeGreaterThan(100);
		const dangling = references.filter(
			(reference) =>
				reference.split('/').reduce<Json>((node, key) => node?.[key], document) === undefined,
		);
		expect(dangling).toEqual([]);
	});

	it('holds no value that a stray comma in a one-line mapping turned into a key', () => {
		const empty: string[] = [];
		const walk = (node: unknown, path: string): void => {
			if (node === null) empty.push(path);
			else if (typeof node === 'object') {
				for (const [key, value] of Object.entries(node as object)) walk(value, `${path}/${key}`);
			}
		};
		walk(document, '');
		expect(empty).toEqual([]);
	});

	it('uses every shared schema, response and parameter, except the older conference record', () => {
		const unused = ['schemas', 'responses', 'parameters', 'requestBodies'].flatMap((kind) =>
			Object.keys(document.components[kind])
				.map((name) => `#/components/${kind}/${name}`)
				.filter((reference) => !source.includes(`'${reference}'`)),
		);
		expect(unused).toEqual(['#/components/schemas/LegacyConference']);
	});

	it.each([...operations, ...webhooks])('%s says what it rests on', (_name, operation) => {
		expect(typeof operation['x-documented']).toBe('boolean');
		const sources = [operation['x-source']].flat();
		expect(sources.length).toBeGreaterThan(0);
		for (const url of sources) expect(url).toMatch(/^https:\/\/docs\.(cinnox|m800)\.com\//);
		expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
	});

	it('marks exactly the paths that no public page shows', () => {
		const guessed = operations
			.filter(([, operation]) => operation['x-documented'] === false)
			.map(([name]) => name.replace('/v1/api/apps/{appID}/', ''));
		expect(guessed.sort()).toEqual(
			[
				'post send_sms',
				'get numbers',
				'get event-hooks',
				'patch tdr-event-sub',
				'patch conference-event-sub',
				'patch contact-event-sub',
				'get data/enquiry-overview-matrix',
				'get data/recording-file',
				'get data/transcription-file',
				'get data/channel-type-list',
				'get data/channel-type-details',
				'get contacts/extcontact-activity',
				'get destination',
				'delete destination/{destinationID}',
				'delete tag/{tagID}',
				'delete labels/{labelID}',
				'get location',
				'get language',
			].sort(),
		);
	});

	describe('and the table of guesses that the node has at run time', () => {
		const guesses = operations
			.filter(([, operation]) => operation['x-documented'] === false && operation['x-n8n'])
			.map(([name, operation]) => ({ name, operation }));
		const namesOf = (operation: Operation) =>
			(operation['x-n8n'] as string[]).map((used) => {
				const [value, action] = used.split('.');
				const resource = resources.find((known) => known.value === value);
				const found = resource?.operations.find((known) => known.value === action);
				return `${resource?.name} > ${found?.name}`;
			});

		it('say the same', () => {
			const table = GUESSES.map(({ method, path, candidates, usedBy }) => ({
				name: `${method.toLowerCase()} ${API_ROOT}${path}`,
				candidates,
				usedBy: [...usedBy].sort(),
			}));
			expect(table).toEqual(
				guesses.map(({ name, operation }) => ({
					name,
					candidates: operation['x-candidates'],
					usedBy: namesOf(operation).sort(),
				})),
			);
		});

		it('have no candidate that is the address of something else', () => {
			const known = operations.map(([name]) => name);
			const tried = GUESSES.flatMap(({ method, candidates }) =>
				candidates.map((path) => `${method.toLowerCase()} ${API_ROOT}${path}`),
			);
			expect(new Set(tried).size).toBe(tried.length);
			expect(tried.filter((name) => known.includes(name))).toEqual([]);
		});

		it('have no write that the document would let be made with an empty object', async () => {
			const contract = [...(await loadContract()).values()];
			const writes = GUESSES.filter(({ method }) => !['GET', 'DELETE'].includes(method));
			expect(writes.length).toBeGreaterThan(0);
			for (const { method, path } of writes) {
				const operation = contract.find(
					(known) => known.method === method && known.path === API_ROOT + path,
				)!;
				const parts = { path: { appID: 'a' }, query: {}, requestBody: {} };
				expect(validateRequest(operation, parts).errors, path).not.toEqual([]);
			}
		});
	});

	it('has unique operation ids', () => {
		const ids = [...operations, ...webhooks].map(([, operation]) => operation.operationId);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('lets a subscription turn on every webhook', () => {
		const subscriptions = operations.filter(([name]) => name.endsWith('-event-sub'));
		const referenced = new Set(
			subscriptions.flatMap(([, operation]) => [operation['x-webhook'], operation['x-handshake']]),
		);
		expect([...referenced].sort()).toEqual(Object.keys(document.webhooks).sort());
	});

	it('lists every error code once, each with a meaning and a source', () => {
		const entries = document['x-error-codes'] as Record<string, Json>[];
		const codes = entries.map((entry) => entry.code);
		expect(new Set(codes).size).toBe(codes.length);
		expect(codes).toHaveLength(17);
		for (const entry of entries) {
			expect(entry.messages.length).toBeGreaterThan(0);
			expect(typeof entry.meaning).toBe('string');
			expect(typeof entry.retryable).toBe('boolean');
			expect([entry['x-source']].flat().length).toBeGreaterThan(0);
		}
	});

	it('names each list property in the answer that it belongs to', () => {
		const named = operations.filter(([, operation]) => operation['x-list-property']);
		expect(named.map(([, operation]) => operation['x-list-property']).sort()).toEqual([
			'labelList',
			'tags',
		]);
	});
});
