import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';

import type { NodeRun } from '../harness.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';
import { addSms } from './report.mts';

const current = useSimulator({ reportRows: 0 });

const PERSON = '85292110001';
const OURS = '85230018000';

const wait = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) =>
	await runOperation(
		current(),
		'sms:waitForReply',
		{ from: PERSON, to: byId(OURS), limitMinutes: 0.2, ...changes },
		rest,
	);

const arrive = (text: string, fields: object = {}, secondsAgo = 0) =>
	addSms(
		current(),
		{ sender: `+${PERSON}`, recipient: Number(OURS), text, usage: 'Inbound', ...fields },
		secondsAgo,
	);

const looks = () => sent(current(), 'listSms');

describe('the next SMS from the person', () => {
	test('ends the wait, and what was there before does not', async () => {
		arrive('An hour ago', {}, 3600);
		arrive('Just before', {}, 1);
		const waiting = wait();
		await current().waitForRequest(({ operationId }) => operationId === 'listSms');
		const row = arrive('Yes please');
		const result = await waiting;
		expect(json(result)).toEqual([
			{
				outcome: 'replied',
				text: 'Yes please',
				from: PERSON,
				to: OURS,
				id: row.id,
				receivedAt: row.createdAt,
			},
		]);
		expect(result.items[0].pairedItem).toEqual({ item: 0 });
		for (const { validationErrors } of looks()) expect(validationErrors).toEqual([]);
	});

	test('is the first of several', async () => {
		const since = new Date(Date.now() - 60_000).toISOString();
		arrive('Too early', {}, 90);
		arrive('First', {}, 40);
		arrive('Second', {}, 20);
		expect(json(await wait({ options: { since } }))).toMatchObject([{ text: 'First' }]);
		expect(looks()).toHaveLength(1);
	});

	test.each([
		['from somebody else', { sender: 6591110002 }],
		['to another number', { recipient: '+6531290000' }],
		['from us to the person', { sender: Number(OURS), recipient: `+${PERSON}` }],
	])('is none %s', async (_name, fields) => {
		const since = new Date(Date.now() - 60_000).toISOString();
		arrive('Hello', fields, 10);
		const result = await wait({ limitMinutes: 0, options: { since } });
		expect(json(result)).toEqual([{ outcome: 'timedOut', text: null, from: PERSON, to: OURS }]);
	});

	test('may be written in any form of its number', async () => {
		const since = new Date(Date.now() - 60_000).toISOString();
		arrive('Hello', {}, 10);
		const result = await wait({
			from: '+852 9211-0001',
			to: byId('00852 3001 8000'),
			options: { since },
		});
		expect(json(result)).toMatchObject([{ outcome: 'replied' }]);
	});
});

describe('the wait', () => {
	test('ends at its limit with a last look, after looking less and less often', async () => {
		const begin = Date.now();
		const result = await wait({ limitMinutes: 0.15 });
		expect(json(result)).toMatchObject([{ outcome: 'timedOut' }]);
		expect(Date.now() - begin).toBeGreaterThanOrEqual(9_000);
		const times = looks().map(({ at }) => at - begin);
		const gaps = times.slice(1).map((time, index) => time - times[index]);
		// 2, 3 and 4.5 seconds, the last one cut off at the limit.
		expect(gaps).toHaveLength(3);
		expect(gaps[0]).toBeGreaterThan(1_900);
		expect(gaps[1]).toBeGreaterThan(gaps[0]);
	});

	test('is one for all items', async () => {
		const others = Array.from({ length: 60 }, (_, index) => ({
			from: String(85292110100 + index),
		}));
		const waiting = wait(
			{ from: '={{ $json.from }}', limitMinutes: 0.05 },
			{ items: [{ from: PERSON }, ...others] },
		);
		await current().waitForRequest(({ operationId }) => operationId === 'listSms');
		arrive('Yes');
		const result = await waiting;
		expect(json(result).map(({ outcome }) => outcome)).toEqual([
			'replied',
			...others.map(() => 'timedOut'),
		]);
		expect(looks().length).toBeLessThan(4);
	});

	test.each(['={{ null }}', '={{ undefined }}', '={{ "" }}', '={{ "5" }}'])(
		'is five minutes with %s',
		async (limitMinutes) => {
			const stop = new AbortController();
			const waiting = wait({ limitMinutes }, { signal: stop.signal });
			await current().waitForRequest(() => looks().length === 2);
			stop.abort();
			await waiting;
		},
	);

	test('ends at once when the execution is stopped', async () => {
		const stop = new AbortController();
		const waiting = wait({ limitMinutes: 10 }, { signal: stop.signal });
		await current().waitForRequest(({ operationId }) => operationId === 'listSms');
		const begin = Date.now();
		stop.abort();
		await waiting;
		expect(Date.now() - begin).toBeLessThan(1_500);
		const before = looks().length;
		await sleep(2_500);
		expect(looks()).toHaveLength(before);
	});

	test('goes on where one look went wrong', async () => {
		current().faults.add({ kind: 'status', status: 503, path: '/sms-detail', times: 5 });
		const since = new Date(Date.now() - 60_000).toISOString();
		arrive('Yes', {}, 10);
		const result = await wait({ limitMinutes: 0.5, options: { since } });
		expect(json(result)).toMatchObject([{ outcome: 'replied' }]);
	});

	test('fails where CINNOX refuses', async () => {
		const { error } = await wait({}, { credential: { appToken: 'wrong' } });
		expect(error?.message).toContain('App Token');
	});

	test.each([
		[{ limitMinutes: 11 }, "'Limit (Minutes)' is not a number of minutes from 0 to 10"],
		[{ limitMinutes: -1 }, "'Limit (Minutes)'"],
		[{ limitMinutes: '={{ NaN }}' }, "'Limit (Minutes)'"],
		[{ from: '={{ "" }}' }, "'From' is empty"],
		[{ from: 'Ada' }, "'From' can't be used"],
		[{ to: byId('HARBOURVINE') }, "'To' can't be used"],
		[{ options: { since: 'yesterday' } }, "'Since' is not a date"],
	])('is refused with %j', async (changes, message) => {
		const { error } = await wait(changes);
		expect(error?.message).toContain(message);
		expect(sent(current())).toEqual([]);
	});
});
