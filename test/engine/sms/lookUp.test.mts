/** Finding out in the SMS report whether a text was sent: afterwards, and before it is sent. */
import { beforeEach, describe, expect, test } from 'vitest';

import type { NodeRun } from '../harness.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

// The rows of texts that are sent here have the time of today.
const current = useSimulator({ now: new Date().toISOString(), reportRows: 30 });

const SENDER = '85230018000';
/** Another one for each test: what one of them sent is known for a while. */
let currentText = '';
let tests = 0;
beforeEach(() => void (currentText = `Your booking is confirmed. ${(tests += 1)}`));
const NUMBER = '85292110001';
const OTHER = '6591110002';

const send = async (
	options: Record<string, unknown>,
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) =>
	await runOperation(
		current(),
		'sms:send',
		{
			senderNumber: byId(SENDER),
			recipientNumbers: NUMBER,
			text: currentText,
			...changes,
			options: options as NodeRun['parameters'],
		},
		rest,
	);

/** A text that somebody sent some time ago. */
function sentBefore(changes: { recipientNumber?: string; text?: string; minutes?: number } = {}) {
	const { recipientNumber = NUMBER, text = currentText, minutes = 10 } = changes;
	const { state } = current();
	const sms = state.addSms({
		appId: current().appId,
		usage: 'openAPI-sms',
		senderNumber: SENDER,
		recipientNumber,
		text,
	} as Parameters<typeof state.addSms>[0]);
	const [row] = state.smsReport.page({ offset: 0, limit: 1 });
	row.createdAt = new Date(Date.now() - minutes * 60_000).toISOString();
	return { sms, row };
}

const received = () => current().state.sms.map(({ recipientNumber }) => recipientNumber);
const posts = () => sent(current(), 'sendSms').length;
const reads = () => sent(current(), 'listSms').length;

const UNKNOWN = /^CINNOX may have sent this text; do not send it again before looking it up\. /;

describe('Look It Up', () => {
	const lookUp = { lookUp: true, lookUpSeconds: 3 };

	test('finds a text whose answer was lost, and puts its row out', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const result = await send(lookUp);
		expect(result.error).toBeUndefined();
		const [{ transactionID }] = current().state.sms;
		expect(json(result)).toMatchObject([
			{
				sent: true,
				foundInReport: true,
				transactionId: transactionID,
				status: 'Submitted',
				recipientNumbers: [NUMBER],
				record: {
					id: transactionID,
					sender: `+${SENDER}`,
					recipient: `+${NUMBER}`,
					text: currentText,
				},
			},
		]);
		expect(posts()).toBe(1);
	});

	test('reads no report where CINNOX answered', async () => {
		expect((await send(lookUp)).error).toBeUndefined();
		expect(reads()).toBe(0);
	});

	test('leaves it unknown, and sends nothing, where the text is not there in time', async () => {
		current().faults.add({ kind: 'dropBefore', path: '/send_sms' });
		const { error } = await send(lookUp);
		expect(error?.message).toMatch(UNKNOWN);
		expect(error?.message).toContain('The SMS report did not show it within 3 seconds.');
		expect(posts()).toBe(1);
		expect(received()).toEqual([]);
		expect(reads()).toBeGreaterThan(1);
	});

	test('takes no other text for it: another text, recipient, or time', async () => {
		sentBefore({ minutes: 5 });
		sentBefore({ minutes: 0, text: `${currentText} ` + 'Bye.' });
		sentBefore({ minutes: 0, recipientNumber: OTHER });
		current().faults.add({ kind: 'dropBefore', path: '/send_sms' });
		expect((await send(lookUp)).error?.message).toMatch(UNKNOWN);
	});

	test('takes no row for two texts', async () => {
		current().faults.add({ kind: 'latency', ms: 1, path: '/send_sms' });
		current().faults.add({ kind: 'dropBefore', path: '/send_sms' });
		const result = await send(
			{ ...lookUp, maxConcurrency: 1 },
			{},
			{ items: [{}, {}], settings: { onError: 'continueRegularOutput' } },
		);
		const [first, second] = json(result);
		expect(first).toMatchObject({ sent: true });
		expect(first.foundInReport).toBeUndefined();
		expect(second.error).toMatch(UNKNOWN);
		expect(received()).toHaveLength(1);
	});

	test('says of several recipients whom the report does not show', async () => {
		current().faults.add({ kind: 'dropBefore', path: '/send_sms' });
		const running = send(lookUp, { recipientNumbers: `${NUMBER}, ${OTHER}` });
		await current().waitForRequest(({ operationId }) => operationId === 'sendSms');
		sentBefore({ minutes: 0 });
		const { error } = await running;
		expect(error?.message).toMatch(UNKNOWN);
		expect(error?.message).toContain(`did not show it within 3 seconds for ${OTHER}; it does`);
	});

	test('looks again where the report can not be read at first', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		current().faults.add({ kind: 'code', code: 6451000, path: '/data/sms-detail' });
		const result = await send({ lookUp: true, lookUpSeconds: 10 });
		expect(json(result)).toMatchObject([{ sent: true, foundInReport: true }]);
	});

	test('tells where the report can not be read at all', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		current().faults.add({
			kind: 'code',
			code: 6451000,
			path: '/data/sms-detail',
			times: Infinity,
		});
		const { error } = await send(lookUp);
		expect(error?.message).toMatch(UNKNOWN);
		expect(error?.message).toContain('The SMS report could not be read');
	});

	test('looks again when n8n runs the node again, and never sends', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		current().faults.add({
			kind: 'code',
			code: 6451000,
			path: '/data/sms-detail',
			times: 3,
		});
		const result = await send(
			{ lookUp: true, lookUpSeconds: 1 },
			{},
			{ settings: { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 } },
		);
		expect(json(result)).toMatchObject([{ sent: true, foundInReport: true }]);
		expect(posts()).toBe(1);
	});

	test('ends at once when the execution is stopped', async () => {
		current().faults.add({ kind: 'dropBefore', path: '/send_sms' });
		const stopped = new AbortController();
		const running = send({ lookUp: true, lookUpSeconds: 600 }, {}, { signal: stopped.signal });
		await current().waitForRequest(({ operationId }) => operationId === 'listSms');
		const at = performance.now();
		stopped.abort();
		await running;
		expect(performance.now() - at).toBeLessThan(1_000);
	});

	test('does not say that a rejected text was sent', async () => {
		current().faults.add({ kind: 'dropBefore', path: '/send_sms' });
		const running = send(lookUp);
		await current().waitForRequest(({ operationId }) => operationId === 'sendSms');
		const { row } = sentBefore({ minutes: 0 });
		row.status = 'Rejected';
		expect(json(await running)).toMatchObject([{ sent: false, status: 'Rejected' }]);
	});

	test('does it for each request of "One Request per Recipient"', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const result = await send(
			{ ...lookUp, recipientFormat: 'onePerRequest' },
			{ recipientNumbers: `${NUMBER}, ${OTHER}` },
		);
		expect(json(result)).toMatchObject([
			{
				sent: true,
				results: [
					{ recipientNumber: NUMBER, foundInReport: true },
					{ recipientNumber: OTHER, status: true },
				],
			},
		]);
		expect(received()).toEqual([NUMBER, OTHER]);
	});
});

describe('Look It Up Before Sending', () => {
	const lookUpBeforeSending = true;

	test('leaves out whom the report shows with the same text', async () => {
		const { sms } = sentBefore();
		const result = await send({ lookUpBeforeSending });
		expect(json(result)).toMatchObject([
			{
				sent: true,
				foundInReport: true,
				transactionId: sms.transactionID,
				alreadySent: [NUMBER],
				segmentsTotal: 0,
			},
		]);
		expect(posts()).toBe(0);
	});

	test('sends to the others', async () => {
		sentBefore();
		const result = await send({ lookUpBeforeSending }, { recipientNumbers: `${NUMBER}, ${OTHER}` });
		expect(received()).toEqual([NUMBER, OTHER]);
		expect(posts()).toBe(1);
		expect(json(result)).toMatchObject([
			{
				sent: true,
				alreadySent: [NUMBER],
				segmentsTotal: 1,
				results: [{ recipientNumber: NUMBER }, { recipientNumber: OTHER, status: true }],
			},
		]);
	});

	test.each<[string, Parameters<typeof sentBefore>[0]]>([
		['another text', { text: 'Another one.' }],
		['an older one', { minutes: 13 * 60 }],
	])('sends where the report shows %s', async (_name, changes) => {
		sentBefore(changes);
		expect((await send({ lookUpBeforeSending })).error).toBeUndefined();
		expect(posts()).toBe(1);
	});

	test('sends again what was rejected', async () => {
		const { row } = sentBefore();
		row.status = 'Rejected';
		await send({ lookUpBeforeSending });
		expect(posts()).toBe(1);
	});

	test('looks further back if told so', async () => {
		sentBefore({ minutes: 20 * 60 });
		await send({ lookUpBeforeSending, lookBackHours: 24 });
		expect(posts()).toBe(0);
	});

	test.each<[string, (row: Record<string, unknown>) => void]>([
		['a number', (row) => (row.recipient = Number(NUMBER))],
		['a plus sign', (row) => (row.recipient = `+${NUMBER}`)],
		['other blanks', (row) => (row.text = ` ${currentText.replace(' ', '\r\n ')}`)],
		['a text that ends with dots', (row) => (row.text = 'Your booking is confir…')],
		[
			'a time of another zone',
			(row) =>
				(row.createdAt = new Date(Date.now() - 600_000 + 8 * 3_600_000)
					.toISOString()
					.replace('Z', '+08:00')),
		],
		[
			'a time without a zone',
			(row) =>
				(row.createdAt = new Date(Date.now() - 600_000 - 5 * 3_600_000)
					.toISOString()
					.replace('Z', '')),
		],
	])('knows the text by %s', async (_name, change) => {
		change(sentBefore().row);
		await send({ lookUpBeforeSending });
		expect(posts()).toBe(0);
	});

	test('takes a row for one text only: who is to get it twice, gets it twice', async () => {
		sentBefore();
		await send({ lookUpBeforeSending }, {}, { items: [{}, {}] });
		expect(posts()).toBe(1);
		current().reset();
		const result = await send({ lookUpBeforeSending, maxConcurrency: 1 }, {}, { items: [{}, {}] });
		expect(json(result).map(({ alreadySent }) => alreadySent)).toEqual([undefined, undefined]);
		expect(posts()).toBe(2);
	});

	test('reads the report once for all items', async () => {
		const items = Array.from({ length: 200 }, (_, index) => ({ to: String(85292110000 + index) }));
		for (const { to } of items.slice(0, 50)) sentBefore({ recipientNumber: to });
		const result = await send(
			{ lookUpBeforeSending },
			{ recipientNumbers: '={{ $json.to }}' },
			{ items, credential: { requestsPerMinute: 0 } },
		);
		expect(result.error).toBeUndefined();
		expect(posts()).toBe(150);
		expect(new Set(received()).size).toBe(200);
		expect(reads()).toBeLessThan(10);
	});

	test('sends nothing where the report can not be read', async () => {
		current().faults.add({ kind: 'code', code: 6451000, path: '/data/sms-detail' });
		expect((await send({ lookUpBeforeSending })).error?.message).toContain(
			'could not read the SMS report, so nothing was sent for this item',
		);
		expect(posts()).toBe(0);
	});

	test('reads nothing for a dry run', async () => {
		await send({ lookUpBeforeSending, dryRun: true });
		expect(reads()).toBe(0);
	});
});

test.each<[string, Record<string, unknown>]>([
	['Look It Up For (Seconds)', { lookUpSeconds: 601 }],
	['Look Back (Hours)', { lookBackHours: 0 }],
	['Look Back (Hours)', { lookBackHours: 721 }],
])("'%s' is refused outside of its bounds", async (label, options) => {
	const { error } = await send(options);
	expect(error?.message).toContain(label);
	expect(posts()).toBe(0);
});
