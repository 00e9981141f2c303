/** What an item that failed says, and what n8n's Retry On Fail makes of an answer. */
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { operationsOf } from '../n8n/operations.mts';
import { idOf } from '../simulator/seed.mts';
import { credentialOf, getNodeType, runNode } from './harness.mts';
import { byId, json, runOperation, sent, useSimulator } from './support.mts';

const current = useSimulator();

const sms = {
	senderNumber: byId('85230018000'),
	recipientNumbers: '={{ $json.to }}',
	text: 'Hello',
};

describe('a failed item', () => {
	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'shows with %s the message, the advice, and code and words of CINNOX',
		async (onError) => {
			current().faults.add({
				kind: 'code',
				code: 7210104,
				message: 'RecipientNumber Invalid format',
				path: '/send_sms',
				times: 2,
			});
			const result = await runOperation(current(), 'sms:send', sms, {
				items: [{ to: '85292110001', customer: 7 }],
				settings: { onError },
			});
			const [failed] = [...result.items, ...result.errorItems].map((item) => item.json);
			expect(failed).toMatchObject({
				error: expect.stringMatching(
					/^CINNOX does not accept a recipient number\. Write each .*"RecipientNumber Invalid format"/,
				) as string,
				details: {
					code: 7210104,
					said: 'RecipientNumber Invalid format',
					advice: expect.stringContaining('Write each recipient') as string,
				},
			});
			// On the error output n8n adds them, from the node in front: test/n8n shows it.
			if (onError === 'continueRegularOutput') expect(failed).toMatchObject({ customer: 7 });
			else expect(Object.keys(failed ?? {})).toEqual(['error', 'details']);
		},
	);

	describe('that ends the run', () => {
		const ITEMS = [1, 2, 3, 4, 5].map((last) => ({ to: `8529211000${last}` }));
		const oneByOne = { ...sms, options: { maxConcurrency: 1 } };
		const refusal = { kind: 'code', code: 7210104, path: '/send_sms' } as const;
		const texted = () => current().state.sms.length;

		test.each([
			['in the first try', {}],
			['in the last one of several', { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 }],
		])('says what was carried out for the others, %s', async (_, settings) => {
			for (let item = 0; item < 2; item += 1) {
				current().faults.add({ kind: 'latency', ms: 1, path: '/send_sms' });
			}
			current().faults.add({ ...refusal, times: Infinity });
			const { error } = await runOperation(current(), 'sms:send', oneByOne, {
				items: ITEMS,
				settings,
			});
			expect(error?.message).toMatch(/^CINNOX does not accept a recipient number/);
			expect(error?.description).toContain(
				'Already carried out for 2 of 5 items: 0 to 1. Run only',
			);
			expect(error?.description).toContain("'On Error'");
			expect(texted()).toBe(2);
		});

		test('says of which others nobody knows', async () => {
			current().faults.add(refusal);
			current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
			const { error } = await runOperation(current(), 'sms:send', sms, {
				items: ITEMS.slice(0, 2),
			});
			expect(error?.message).toMatch(/^CINNOX does not accept a recipient number/);
			expect(error?.description).toContain('Perhaps carried out too: 1.');
			expect(texted()).toBe(1);
		});

		test('names ten stretches of items at most', async () => {
			const items = Array.from({ length: 30 }, (_item, index) => ({
				to: String(85292110000 + index),
			}));
			for (const [index] of items.entries()) {
				current().faults.add(
					index % 2 === 0 ? refusal : { kind: 'latency', ms: 50, path: '/send_sms' },
				);
			}
			const { error } = await runOperation(
				current(),
				'sms:send',
				{ ...sms, options: { maxConcurrency: 30 } },
				{ items },
			);
			const named = /items: ([^.]*)\./.exec(error?.description ?? '')?.[1].split(', ');
			expect(named).toHaveLength(11);
			expect(named?.at(-1)).toBe('…');
		});

		test.each([
			['a dry run', 'sms:send', { ...oneByOne, options: { dryRun: '={{ $itemIndex === 0 }}' } }],
			['what only reads', 'sms:getAll', { timeRange: 'custom', options: { maxConcurrency: 1 } }],
		] as const)('says nothing of %s', async (_, operation, parameters) => {
			const path = operation === 'sms:send' ? '/send_sms' : '/sms-detail';
			if (operation === 'sms:getAll') current().faults.add({ kind: 'latency', ms: 1, path });
			current().faults.add({ kind: 'code', code: 6451000, path, times: Infinity });
			const { error } = await runOperation(current(), operation, parameters, {
				items: ITEMS.slice(0, 2),
			});
			expect(error).toBeDefined();
			expect(error?.description).not.toContain('carried out');
		});
	});

	test('of which nobody knows whether it was sent says so first', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const { error } = await runOperation(current(), 'sms:send', sms, {
			items: [{ to: '85292110001' }],
		});
		expect(error?.message).toMatch(
			/^CINNOX may have sent this text; do not send it again before looking it up\. The connection to CINNOX broke\./,
		);
		expect(error?.message).not.toContain('CINNOX says');
	});

	// A refusal of the list would say that nothing happened, and the list is no matter any more.
	test.each([
		[
			'tag:update',
			'a later try does not read what it will not write',
			1,
			() => ({
				tag: byId([...current().state.tags.keys()][0]!),
				updateFields: { tagName: 'Refunds' },
				options: { resetHiddenFields: true },
			}),
		],
		[
			'contact:upsert',
			'a later try reads before it writes',
			2,
			() => ({ matchBy: 'phone', matchValue: '+85291239999', lastName: 'Chan' }),
		],
	] as const)('says so still where, of %s, %s', async (operation, _how, pages, parameters) => {
		const read = Array.from({ length: pages }, () => []);
		const refused = [{ kind: 'code', code: 6452000, message: 'Invalid token' } as const];
		const steps = [...read, [{ kind: 'dropAfter' } as const], refused, refused, refused];
		current().faults.addSequence(steps);
		const { error } = await runOperation(current(), operation, parameters(), {
			settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
		});
		expect(error?.message).toMatch(
			/^CINNOX may have carried this out; do not repeat it before looking it up\. The connection to/,
		);
		expect(sent(current()).filter(({ method }) => method !== 'GET')).toHaveLength(1);
	});

	test('names the label of the field that CINNOX means', async () => {
		current().faults.add({ kind: 'code', code: 6451000, message: 'invalid jobTitle', times: 5 });
		const { error } = await runOperation(current(), 'contact:create', {
			lastName: 'Chan',
			additionalFields: { jobTitle: 'Buyer' },
		});
		expect(error?.message).toContain("CINNOX does not accept 'Job Title'. Check the value of");
	});

	test('does not say that CINNOX said what the network said', async () => {
		const { error } = await runOperation(
			current(),
			'label:getAll',
			{},
			{ credential: { baseUrl: 'http://127.0.0.1:9' } },
		);
		expect(error?.message).toContain('CINNOX could not be reached. Check');
		expect(error?.message).toContain('The network says: "ECONNREFUSED"');
	});
});

describe('a list that ends at its limit', () => {
	const hints = async (parameters: INodeParameters) =>
		(await runOperation(current(), 'label:getAll', parameters)).tasks[0]?.hints ?? [];

	test('says that there may be more', async () => {
		expect(await hints({ limit: 3 })).toMatchObject([
			{ message: expect.stringContaining("ended at 'Limit'") as string, location: 'outputPane' },
		]);
		expect(await hints({ returnAll: true })).toEqual([]);
		expect(await hints({ limit: 100_000 })).toEqual([]);
	});

	test('says what was left out, what costs more, and that nothing was sent', async () => {
		const said = async (parameters: INodeParameters) => {
			const { tasks } = await runOperation(current(), 'sms:send', { ...sms, ...parameters });
			return (tasks[0]?.hints ?? []).map(({ message }) => message);
		};
		const to = '85292110001';
		expect(await said({ recipientNumbers: to })).toEqual([]);
		expect(
			await said({
				recipientNumbers: `${to}, +852 9211 0001, 6591110002`,
				text: 'A'.repeat(200),
				options: { dryRun: true },
			}),
		).toEqual([
			expect.stringContaining("'Dry Run' is on"),
			expect.stringMatching(/^1 recipient stood in the list more than once/),
			expect.stringMatching(/^A text takes 2 SMS for each recipient/),
		]);
	});
});

describe('a list that ends at its limit, as a tool', () => {
	const answer = async (parameters: INodeParameters) => {
		const settings = { type: 'n8n-nodes-cinnox.cinnoxTool' };
		return json(await runOperation(current(), 'label:getAll', parameters, { settings }));
	};

	test('tells the model that there may be more, which sees nothing but the items', async () => {
		const items = await answer({ limit: 3 });
		expect(items).toHaveLength(4);
		expect(items[3]).toEqual({ note: expect.stringContaining('CINNOX may have more') as string });
		expect(JSON.stringify(await answer({ returnAll: true }))).not.toContain('may have more');
		expect(JSON.stringify(await answer({ limit: 100_000 }))).not.toContain('may have more');
	});
});

describe('a write', () => {
	test('of which CINNOX says nothing says what was done, and to whom', async () => {
		const roomId = idOf('room', 0);
		const result = await runOperation(current(), 'message:send', { roomId, text: 'Hello' });
		expect(json(result)).toMatchObject([{ sent: true, roomId }]);
	});
});

describe('an answer with a member "error"', () => {
	let server: Server;
	let url: string;

	/** In front of the simulator: every object that it answers gets a member `error`. */
	beforeAll(async () => {
		server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				void (async () => {
					const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
					const answer = await fetch(`${current().url}${request.url}`, {
						method: request.method,
						headers: { authorization, 'content-type': type },
						body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
					});
					const body = (await answer.json()) as IDataObject;
					const mark = (value: unknown): unknown => {
						if (Array.isArray(value)) return value.map(mark);
						if (typeof value !== 'object' || value === null) return value;
						const marked = Object.entries(value).map(([name, inner]) => [
							name,
							Array.isArray(inner) ? mark(inner) : (inner as unknown),
						]);
						return { ...Object.fromEntries(marked), error: 'x' };
					};
					const result = mark(body.result ?? {});
					response.writeHead(answer.status, { 'content-type': 'application/json' });
					response.end(JSON.stringify({ ...body, result }));
				})();
			});
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(async () => {
		server.closeAllConnections();
		await new Promise((closed) => server.close(closed));
	});

	const operations = operationsOf(getNodeType('cinnox').description, {
		url: 'http://127.0.0.1:9',
		webhookUrl: 'http://127.0.0.1:9/hook',
	}).filter(({ name }) => !['sms:verifyOtp', 'recording:download'].includes(name));

	test.each(operations)('of $name is not asked for again by Retry On Fail', async (operation) => {
		const run = async (settings: object) => {
			current().reset();
			const result = await runNode({
				parameters: { output: 'raw', ...operation.parameters } as INodeParameters,
				credential: credentialOf(current(), { baseUrl: url, requestsPerMinute: 0 }),
				settings,
			});
			return { result, requests: sent(current()).map(({ method, path }) => `${method} ${path}`) };
		};
		const once = await run({});
		const retried = await run({ retryOnFail: true, maxTries: 3, waitBetweenTries: 1 });
		if (operation.name !== 'eventSubscription:upsert') {
			expect(retried.result.error).toBeUndefined();
			expect(retried.requests).toEqual(once.requests);
		}
		expect(retried.requests.length).toBeGreaterThan(0);
		expect(retried.result.items.filter((item) => 'error' in item.json)).toEqual([]);
	});

	test('puts it out as cinnoxError', async () => {
		const result = await runOperation(
			current(),
			'customApi:request',
			{ path: 'labels' },
			{ credential: { baseUrl: url } },
		);
		expect(json(result)[0]).toMatchObject({ cinnoxError: 'x' });
	});
});
