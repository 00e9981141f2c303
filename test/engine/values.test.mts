/**
 * What an expression or a language model may give to each optional field of each operation, from the
 * description that n8n has loaded, so that a new field is covered by itself.
 */
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { operationsOf } from '../n8n/operations.mts';
import { credentialOf, getNodeType, runNode } from './harness.mts';
import { byId, json, runOperation, sent, useSimulator } from './support.mts';

const current = useSimulator();
const { description } = getNodeType('cinnox');

/** Each given by an expression, as `$json.value`; undefined is a member that is not there. */
const VALUES: Array<[name: string, value: unknown]> = [
	['null', null],
	['undefined', undefined],
	["''", ''],
	['0', 0],
	['7', 7],
	['false', false],
	['[]', []],
	['{}', {}],
];

/** They mean "not set" everywhere. */
const NOTHING = ['null', 'undefined', "''"];

const COLLECTIONS = ['additionalFields', 'updateFields', 'filters', 'options'];

/** Verdicts of the OpenAPI document about the kind of a value; what CINNOX has is another matter. */
const WRONG_KIND = /must be (a )?(string|number|integer|boolean|object|array|null)\b/;

const operations = operationsOf(description, {
	url: 'http://127.0.0.1:9',
	webhookUrl: 'http://127.0.0.1:9/hook',
});

const isShown = (
	{ displayOptions }: INodeProperties,
	{ resource, operation }: Record<string, unknown>,
) =>
	['resource', 'operation'].every((name) => {
		const values = displayOptions?.show?.[name] ?? displayOptions?.show?.[`/${name}`];
		return values === undefined || (values as unknown[]).includes({ resource, operation }[name]);
	});

/** Shown for some choices only, and required then. */
const COMPANIONS = { selectedFields: 'id', conference: { __rl: true, mode: 'id', value: 'none' } };

/** Its requests go to the address of a file, see recording/download.test.mts. */
const LEFT_OUT = 'recording:download';

/** Unset it means to wait for minutes, see sms/waitForReply.test.mts. */
const WAITS = 'limitMinutes';

const fields = operations
	.filter(({ name }) => name !== LEFT_OUT)
	.flatMap(({ name, parameters }) => {
		const optional = description.properties
			.filter((property) => isShown(property, parameters))
			.flatMap((property): Array<{ path: string[]; field: INodeProperties }> => {
				if (COLLECTIONS.includes(property.name)) {
					return (property.options as INodeProperties[])
						.filter((field) => isShown(field, parameters))
						.map((field) => ({ path: [property.name, field.name], field }));
				}
				const isPlain = ['notice', 'resourceLocator'].includes(property.type) === false;
				return isPlain &&
					property.required !== true &&
					!['resource', 'operation', 'requestOptions', WAITS].includes(property.name)
					? [{ path: [property.name], field: property }]
					: [];
			});
		return optional.map(({ path, field }) => ({
			label: `${name} ${path.join('.')}`,
			name,
			parameters: { ...COMPANIONS, ...parameters } as INodeParameters,
			path,
			field,
		}));
	});

function withValue(parameters: INodeParameters, [outer, inner]: string[], value: unknown) {
	if (inner === undefined) return { ...parameters, [outer]: value } as INodeParameters;
	const collection = (parameters[outer] ?? {}) as INodeParameters;
	return { ...parameters, [outer]: { ...collection, [inner]: value } } as INodeParameters;
}

function withoutValue(parameters: INodeParameters, [outer, inner]: string[]): INodeParameters {
	const { [outer]: collection, ...rest } = parameters;
	if (inner === undefined) return rest;
	const others = { ...((collection ?? {}) as INodeParameters) };
	delete others[inner];
	return { ...rest, [outer]: others };
}

/** The address that a question is answered at is another one for each execution. */
function withoutAddress(body: unknown): unknown {
	if (body === undefined) return undefined;
	const text = JSON.stringify(body).replace(/webhook-waiting[^"\\]*/g, '');
	return JSON.parse(text) as unknown;
}

async function tryValue(parameters: INodeParameters, value: unknown) {
	current().reset();
	const result = await runNode({
		parameters,
		credential: credentialOf(current(), { requestsPerMinute: 0 }),
		items: [value === undefined ? {} : ({ value } as never)],
	});
	const requests = sent(current()).map(({ method, path, query, body }) => ({
		method,
		path,
		query: { ...query, startAt: '', endAt: '' },
		body: withoutAddress(body),
	}));
	const verdicts = sent(current()).flatMap(({ validationErrors }) => validationErrors);
	return { error: result.error, requests, verdicts };
}

describe('every optional field', () => {
	test('is looked at', () => {
		expect(fields.length).toBeGreaterThan(100);
		expect(fields.map(({ label }) => label)).toContain('contact:create additionalFields.company');
	});

	test.each(fields)(
		'$label takes what is given for what it is, or refuses it by name',
		async ({ parameters, path, field }) => {
			const without = await tryValue(withoutValue(parameters, path), undefined);
			const withExpression = withValue(parameters, path, '={{ $json.value }}');
			for (const [label, value] of VALUES) {
				const { error, requests, verdicts } = await tryValue(withExpression, value);
				expect(
					verdicts.filter((verdict) => WRONG_KIND.test(verdict)),
					label,
				).toEqual([]);
				expect(JSON.stringify(requests), label).not.toMatch(/:null|NaN|\[object/);
				const told = `${error?.message} ${error?.description}`;
				const isRefused = requests.length === 0 && told.includes(`'${field.displayName}'`);
				// What an operation can't do without is refused by name.
				if (path.length === 1 && isRefused) continue;
				if (NOTHING.includes(label)) {
					expect({ label, error: error?.message, requests }).toEqual({
						label,
						error: without.error?.message,
						requests: without.requests,
					});
				} else if (requests.length === 0 && error?.message !== without.error?.message) {
					expect(told, label).toContain(`'${field.displayName}'`);
				}
			}
		},
	);
});

describe('what a language model writes', () => {
	// The tests above have used up this account's requests of a minute.
	const credential = { requestsPerMinute: 0 };
	const run = async (operation: `${string}:${string}`, parameters: INodeParameters) =>
		await runOperation(current(), operation, parameters, { credential });

	test.each([
		['sms:getAll', { timeRange: '={{ "last week" }}' }, '\'Time Range\' has no "last week"'],
		[
			'label:getAll',
			{ returnAll: '={{ "yes please" }}' },
			"'Return All' is not true or false: yes please",
		],
		['label:getAll', { limit: '={{ "many" }}' }, "'Limit' is not a number above 0"],
		['label:getAll', { limit: '={{ Infinity }}' }, "'Limit' is not a number above 0"],
		['label:getAll', { limit: '={{ NaN }}' }, "'Limit' is not a number above 0"],
		[
			'tag:create',
			{ tagName: 'A', functionType: '={{ "FAX" }}' },
			'\'Function Types\' has no "FAX"',
		],
		[
			'tag:create',
			{ functionType: ['IM'], tagName: '={{ { a: 1 } }}' },
			`'Name' is not a text: {"a":1}`,
		],
		[
			'contact:create',
			{ firstName: 'Ada', additionalFields: { level: '={{ "Best" }}' } },
			'\'Level\' has no "Best"',
		],
	] as const)('%s refuses %j by name', async (operation, parameters, message) => {
		const { error } = await run(operation, parameters as unknown as INodeParameters);
		expect(error?.message).toBe(message);
		expect(sent(current())).toEqual([]);
	});

	test('"false" is false, and "3" is 3', async () => {
		const result = await run('label:getAll', {
			returnAll: '={{ "false" }}',
			limit: '={{ "3" }}',
		});
		expect(json(result)).toHaveLength(3);
		expect(sent(current()).map(({ query }) => query.limit)).toEqual(['3']);
	});

	test('a list as JSON text is a list, a choice may be in other letters', async () => {
		await run('tag:create', { tagName: 'A', functionType: '={{ \'["im", "CALL"]\' }}' });
		expect(sent(current())[0].body).toMatchObject({ functionType: ['IM', 'CALL'] });

		current().reset();
		await run('sms:send', {
			senderNumber: byId('85230018000'),
			recipientNumbers: '={{ \'["85292110001", 6591110002]\' }}',
			text: 'Hello',
			options: { dryRun: '={{ "false" }}' },
		});
		expect(current().state.sms.map(({ recipientNumber }) => recipientNumber)).toEqual([
			'85292110001',
			'6591110002',
		]);
	});
});
