import { describe, expect, test } from 'vitest';

import type { NodeRun } from '../harness.mts';
import { addressIn, expectWaiting, ifTimeIsUp } from '../question.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();

const question = {
	senderNumber: byId('85230018000'),
	recipientNumber: '85292110001',
	message: 'May we refund order 4711?',
};

const ask = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) => await runOperation(current(), 'sms:sendAndWait', { ...question, ...changes }, rest);

describe('the SMS', () => {
	test('holds the question and one address, and the output says what it costs', async () => {
		const output = expectWaiting(await ask());
		const { body, operationId } = onlyRequest(current());
		expect(operationId).toBe('sendSms');
		expect(body).toMatchObject({ senderNumber: '85230018000', recipientNumber: '85292110001' });
		const { text } = body as { text: string };
		expect(text.startsWith(`${question.message}\n`)).toBe(true);
		const { pathname, searchParams } = addressIn(text);
		expect(pathname).toMatch(/^\/webhook-waiting\/[^/]+\/node-under-test$/);
		expect(searchParams.get('signature')).toMatch(/^[\da-f]{64}$/);
		expect(output).toEqual({
			waiting: true,
			transactionId: current().state.sms[0].transactionID,
			encoding: 'GSM-7',
			characters: text.length,
			segments: Math.ceil(text.length / 153),
		});
	});

	test('is refused where it would be billed as more than allowed, with the address counted', async () => {
		const { error } = await ask({ options: { maxSegments: 1 } });
		expect(error?.message).toMatch(/^'Message' needs \d SMS for each recipient/);
		expect(sent(current())).toEqual([]);
		expectWaiting(await ask({ options: { maxSegments: 3 } }));
	});

	test('may be asked with a number for its text', async () => {
		expectWaiting(await ask({ message: '={{ $json.code }}' }, { items: [{ code: 12345 }] }));
		expect(current().state.sms[0].text).toMatch(/^12345\nhttp/);
	});

	test.each([
		['recipientNumber', { recipientNumber: '12' }, "'Recipient Number' can't be used"],
		['message', { message: '={{ null }}' }, "'Message' is empty"],
		['choices', { responseType: 'choice', answerChoices: ' , ' }, "'Choices' is empty"],
		[
			'response type',
			{ responseType: '={{ "form" }}', answerChoices: 'A' },
			'\'Response Type\' has no "form"',
		],
	])('is not sent without a usable %s', async (_name, changes, message) => {
		const { error, run } = await ask(changes);
		expect(error?.message).toContain(message);
		expect(run.waitTill).toBeUndefined();
		expect(sent(current())).toEqual([]);
	});
});

describe('when the time is up', () => {
	test.each([
		['approval', { approved: false }],
		['choice', { choice: null }],
		['freeText', { text: null }],
	])('%s gives no answer that came in from before', async (responseType, unanswered) => {
		const result = await ask(
			{ responseType, answerChoices: 'A, B' },
			{ items: [{ approved: true, choice: 'A', text: 'Yes', timedOut: false }] },
		);
		const { waiting, ...sentSms } = expectWaiting(result);
		expect(waiting).toBe(true);
		expect(ifTimeIsUp(result)).toEqual({ ...unanswered, timedOut: true, ...sentSms });
	});

	const limit = (values: object) =>
		({ options: { limitWaitTime: { values } } }) as NodeRun['parameters'];

	test('is as long from now as asked', async () => {
		const before = Date.now();
		const { run } = await ask(
			limit({ limitType: 'afterTimeInterval', resumeAmount: 1.5, resumeUnit: 'hours' }),
		);
		const ms = run.waitTill!.getTime() - before;
		expect(ms).toBeGreaterThanOrEqual(5_400_000);
		expect(ms).toBeLessThan(5_430_000);
	});

	test("is at a time of the workflow's time zone", async () => {
		const year = new Date().getFullYear() + 1;
		const { run } = await ask(
			limit({ limitType: 'atSpecifiedTime', maxDateAndTime: `${year}-01-31T09:00:00` }),
			{ timezone: 'Asia/Hong_Kong' },
		);
		expect(run.waitTill?.toISOString()).toBe(`${year}-01-31T01:00:00.000Z`);
	});

	test('is never without a limit', async () => {
		const { run } = await ask();
		expect(run.waitTill?.getFullYear()).toBeGreaterThan(2900);
	});

	test.each([
		{ limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-31T09:00:00' },
		{ limitType: 'atSpecifiedTime', maxDateAndTime: 'soon' },
		{ limitType: 'atSpecifiedTime' },
		{ limitType: 'afterTimeInterval', resumeAmount: 0, resumeUnit: 'days' },
		{ limitType: 'afterTimeInterval', resumeAmount: -1, resumeUnit: 'days' },
		{ limitType: 'afterTimeInterval', resumeAmount: 1e12, resumeUnit: 'days' },
		{ limitType: 'afterTimeInterval', resumeAmount: '={{ NaN }}', resumeUnit: 'days' },
	])('can not be %j', async (values) => {
		const { error } = await ask(limit(values));
		expect(error?.message).toMatch(/'(Limit Wait Time|Amount)'/);
		expect(sent(current())).toEqual([]);
	});
});

describe('more than one item', () => {
	const items = [{ approved: true }, { approved: true }];

	test('is refused, and nobody is asked', async () => {
		const { error } = await ask({}, { items });
		expect(error?.message).toContain('asks one person at a time, and 2 items came in');
		expect(error?.description).toContain('Loop Over Items');
		expect(sent(current())).toEqual([]);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'is approved by nobody with %s either',
		async (onError) => {
			const result = await ask({}, { items, settings: { onError } });
			const failed = [...result.items, ...result.errorItems].map((item) => item.json);
			expect(failed).toHaveLength(2);
			for (const item of failed) expect(item).toMatchObject({ approved: false });
			expect(sent(current())).toEqual([]);
		},
	);
});

describe('a question that was not sent for sure', () => {
	test('is not waited for, and said so first', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const { error, run } = await ask();
		expect(error?.message).toMatch(/^CINNOX may have sent this text; do not send it again/);
		expect(run.waitTill).toBeUndefined();
	});

	test('is not asked again by Retry On Fail', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const { run } = await ask(
			{},
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);
		expect(sent(current(), 'sendSms')).toHaveLength(1);
		expect(run.waitTill).toBeUndefined();
	});

	test('leaves no approval of an earlier question where the workflow goes on', async () => {
		current().faults.add({ kind: 'code', code: 6451000, path: '/send_sms', times: 5 });
		const result = await ask(
			{},
			{ items: [{ approved: true, order: 7 }], settings: { onError: 'continueRegularOutput' } },
		);
		expect(json(result)).toMatchObject([{ approved: false, order: 7 }]);
		expect(result.run.waitTill).toBeUndefined();
	});
});

describe('two runs of the node', () => {
	test('have different addresses', async () => {
		const first = await ask({}, { executionId: 'e-1' });
		expectWaiting(first);
		const [{ text: earlier }] = current().state.sms;
		// The loop came back: n8n runs the node for the second time.
		const again = await ask({}, { executionId: 'e-1', earlierRuns: 1 });
		expectWaiting(again);
		expect(addressIn(current().state.sms[1].text).href).not.toBe(addressIn(earlier).href);
	});
});
