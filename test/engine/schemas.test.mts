/** What comes out is what the output schemas promise to the editor, for every operation and event. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import type { INodeParameters } from 'n8n-workflow';
import { expect, test } from 'vitest';

import type { Schema } from '../../scripts/lib/schemas.mts';
import { operationsOf } from '../n8n/operations.mts';
import { useWebhook } from './eventSubscription/webhook.mts';
import { getNodeType, packageRoot } from './harness.mts';
import { json, runOperation, useSimulator } from './support.mts';

const current = useSimulator({ rateLimitPerMinute: 0, contacts: 20 });
const webhook = useWebhook();
const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true });

/** What comes out of any address is known to nobody. */
const UNKNOWN = ['customApi:request'];

/** Their output comes with the answer of a person. */
const LATER = ['message:sendAndWait', 'sms:sendAndWait'];

/** Their values are filled in by the tests below, which know the simulator's addresses. */
const places = () => ({ url: current().url, webhookUrl: webhook() });
const names = operationsOf(getNodeType('cinnox').description, { url: '', webhookUrl: '' }).map(
	({ name }) => name as `${string}:${string}`,
);

const fileOf = (node: string, name: string) =>
	join(packageRoot, 'dist/nodes', node, '__schema__', `${name}.json`);

const read = (node: string, name: string) =>
	JSON.parse(readFileSync(fileOf(node, name), 'utf8')) as Schema & { version: number };

/** CINNOX leaves out, or gives null for, what a record does not have; what nobody promised is wrong. */
function strict({ type, properties = {}, items }: Schema): object {
	const members = Object.entries(properties);
	return {
		type: [type, 'null'],
		...(members.length > 0
			? {
					properties: Object.fromEntries(
						members.map(([name, inner]): [string, object] => [name, strict(inner)]),
					),
					additionalProperties: false,
				}
			: {}),
		...(items ? { items: strict(items) } : {}),
	};
}

async function outputOf(name: `${string}:${string}`): Promise<unknown[]> {
	const operation = operationsOf(getNodeType('cinnox').description, places()).find(
		(known) => known.name === name,
	);
	const parameters = { ...operation?.parameters } as INodeParameters;
	// What the list shows.
	if (name === 'eventSubscription:getAll') await outputOf('eventSubscription:upsert');
	if (name === 'sms:verifyOtp') {
		const [{ otpToken }] = (await outputOf('sms:sendOtp')) as Array<{ otpToken: string }>;
		parameters.otpToken = otpToken;
	}
	const result = await runOperation(current(), name, parameters);
	expect(result.error).toBeUndefined();
	return json(result);
}

test.each(LATER)('%s says what an answer holds', (name) => {
	expect(read('Cinnox', `v1.0.0/${name.replace(':', '/')}`).properties).toMatchObject({
		approved: { type: 'boolean' },
		timedOut: { type: 'boolean' },
		text: { type: 'string' },
	});
});

test.each(names.filter((name) => ![...UNKNOWN, ...LATER].includes(name)))(
	'%s gives what its schema promises',
	async (name) => {
		const schema = read('Cinnox', `v1.0.0/${name.replace(':', '/')}`);
		expect(schema.version).toBe(1);
		const validate = ajv.compile(strict(schema));
		const items = await outputOf(name);

		expect(items.length).toBeGreaterThan(0);
		for (const item of items) expect([validate(item), validate.errors]).toEqual([true, null]);
		// A schema that promises much and gives little would be worse than none.
		const promised = Object.keys(schema.properties ?? {});
		const given = new Set(items.flatMap((item) => Object.keys(item as object)));
		expect(promised.filter((member) => given.has(member)).length).toBeGreaterThan(0);
	},
);

test.each(UNKNOWN)('%s promises nothing', (name) => {
	expect(existsSync(fileOf('Cinnox', `v1.0.0/${name.replace(':', '/')}`))).toBe(false);
});

test.each([
	['CinnoxTrigger', ['from', 'toParties', 'transactionId']],
	['CinnoxPollingTrigger', ['from', 'campaignId', 'occurredAt']],
])('%s has one schema for all events, under both names that n8n asks for', (node, fields) => {
	const schema = read(node, 'v1.0.0');
	expect(Object.keys(schema.properties ?? {})).toEqual(
		expect.arrayContaining(['event', 'eventKey', 'id', 'serviceId', 'receivedAt', ...fields]),
	);
	expect(read(node, 'v1.0.0/output')).toEqual(schema);
});
