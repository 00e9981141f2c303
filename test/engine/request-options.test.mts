/** n8n's Request Options, which it does not add to a node that has a `webhook`. */
import { createRequire } from 'node:module';

import type { INodeProperties } from 'n8n-workflow';
import { expect, test } from 'vitest';

import { getNodeType } from './harness.mts';
import { runOperation, useSimulator } from './support.mts';

const { commonDeclarativeNodeOptionParameters } = createRequire(import.meta.url)(
	'n8n-core/dist/nodes-loader/constants.js',
) as { commonDeclarativeNodeOptionParameters: INodeProperties };

const current = useSimulator();

/** Names, types and defaults; the words are ours. */
const shapeOf = ({ name, type, default: preset, options = [] }: INodeProperties): unknown => ({
	name,
	type,
	preset,
	inner: options.map((option) =>
		'values' in option
			? { name: option.name, inner: option.values.map(shapeOf) }
			: shapeOf(option as INodeProperties),
	),
});

test("are there, once, in n8n's own shape", () => {
	const { properties } = getNodeType('cinnox').description;
	const own = properties.filter(({ name }) => name === 'requestOptions');
	expect(own.map(shapeOf)).toEqual([shapeOf(commonDeclarativeNodeOptionParameters)]);
});

test('reach the request: a short Timeout ends one that gets no answer', async () => {
	current().faults.add({ kind: 'timeout', times: Infinity });
	const started = performance.now();
	const { error } = await runOperation(current(), 'sms:send', {
		senderNumber: { __rl: true, mode: 'id', value: '85230018000' },
		recipientNumbers: '85298765432',
		text: 'Hello',
		requestOptions: { timeout: 200 },
	});
	expect(error?.message).toContain('CINNOX did not answer in time');
	expect(performance.now() - started).toBeLessThan(20_000);
});
