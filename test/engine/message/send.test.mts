import { beforeEach, describe, expect, test } from 'vitest';

import type { NodeRun } from '../harness.mts';
import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();
let roomId = '';

beforeEach(() => {
	roomId = String(
		(current().state.enquiries.page({ offset: 0, limit: 1 })[0] as { roomID: string }).roomID,
	);
});

const send = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) =>
	await runOperation(
		current(),
		'message:send',
		{ roomId, text: 'Your taxi is here.', ...changes },
		rest,
	);

describe('a message', () => {
	test('is posted into its room', async () => {
		const result = await send();
		const { method, path, query, body } = onlyRequest(current(), 'sendMessage');
		expect([method, path, query]).toEqual([
			'POST',
			`/v1/api/apps/${current().appId}/message-push`,
			{},
		]);
		expect(body).toEqual({
			roomID: roomId,
			messages: [{ type: 'text', text: 'Your taxi is here.' }],
		});
		expect(current().state.messages).toMatchObject([
			{ roomID: roomId, text: 'Your taxi is here.' },
		]);
		expect(result.error).toBeUndefined();
		expect(result.items).toHaveLength(1);
		expect(result.items[0].pairedItem).toEqual({ item: 0 });
	});

	test('may name who sends it, who receives it, and what the public pages do not show', async () => {
		await send({
			additionalFields: {
				senderEid: 'staff-1',
				receiverEid: 'visitor-1',
				additionalBodyFields: '{"priority":"high","roomID":"other"}',
			},
		});
		expect(onlyRequest(current()).body).toEqual({
			priority: 'high',
			senderEID: 'staff-1',
			receiverEID: 'visitor-1',
			roomID: roomId,
			messages: [{ type: 'text', text: 'Your taxi is here.' }],
		});
	});

	test('keeps its text to the character, 5,000 of them', async () => {
		const text = ` 您好 🙂\n${'A'.repeat(4_992)} `;
		expect(text).toHaveLength(5_000);
		const { error } = await send({ text });
		expect(error).toBeUndefined();
		expect(current().state.messages[0].text).toBe(text);
	});
});

describe('before anything is sent', () => {
	test.each([
		['no room', { roomId: '={{ "" }}' }, "'Room' is empty"],
		['an empty text', { text: '  ' }, "'Text' is empty"],
		[
			'a text of 5,001 characters',
			{ text: 'A'.repeat(5_001) },
			"'Text' has 5001 characters, more than the 5000 that CINNOX accepts",
		],
		[
			'fields that are no JSON',
			{ additionalFields: { additionalBodyFields: '7' } },
			"'Additional Body Fields' does not hold a JSON object",
		],
	])('%s is refused', async (_name, changes, message) => {
		const { error } = await send(changes);
		expect(error?.message).toBe(message);
		expect(sent(current())).toEqual([]);
	});
});

test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
	'with several items the good ones are sent with %s',
	async (onError) => {
		const result = await send(
			{ text: '={{ $json.text }}' },
			{ items: [{ text: 'one' }, { text: '' }, { text: 'three' }], settings: { onError } },
		);
		expect(
			current()
				.state.messages.map(({ text }) => text)
				.sort(),
		).toEqual(['one', 'three']);
		const bad = [...result.items, ...result.errorItems].filter(
			({ json: { error } }) => error !== undefined,
		);
		expect(bad.map(({ json: { error } }) => error)).toEqual(["'Text' is empty"]);
		const good = result.items.filter(({ json: { error } }) => error === undefined);
		expect(good.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	},
);

test('an expression that can not be resolved keeps the items before it from being sent', async () => {
	const { error } = await send(
		{ text: '={{ $json.last ? $json.no.such.thing : "Hello" }}' },
		{ items: [{}, {}, { last: true }] },
	);
	expect(error).toBeDefined();
	await current().idle();
	expect(sent(current())).toEqual([]);
});

test('a room that CINNOX does not know', async () => {
	const { error } = await send({ roomId: 'nowhere' });
	expect(error?.message).toContain("CINNOX does not accept 'Room'. Check the value of 'Room'.");
	expect(error?.description).toContain('CINNOX says: "invalid roomID"');
	expect(json(await send()).length).toBe(1);
});
