import type { IDataObject } from 'n8n-workflow';
import { afterEach, expect, test } from 'vitest';

import { GUESSES } from '../../../nodes/transport/guesses.ts';
import { credentialOf, searchList } from '../harness.mts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();
const API = '/v1/api/apps/{appID}/';

/** What was found out is forgotten where the guesses are right again. */
afterEach(async () => {
	simulator().reset();
	simulator().configure({ paths: {}, guessedPaths: 'exist' });
	await check();
});

const check = async (credential: IDataObject = {}, rest: object = {}) =>
	await runOperation(simulator(), 'account:check', {}, { credential, ...rest });

const rowOf = (rows: IDataObject[], method: string, path: string) =>
	rows.find((row) => row.method === method && row.path === API + path)!;

const sms = {
	senderNumber: byId('85230018000'),
	recipientNumbers: '85292110001',
	text: 'Hello',
};

const smsPaths = () =>
	sent(simulator())
		.filter(({ method, body }) => method === 'POST' && Object.keys(body ?? {}).length > 0)
		.map(({ path }) => path.split('/').slice(5).join('/'));

test('says of each guessed address whether it is there, and changes nothing', async () => {
	const result = await check();
	const rows = json(result);
	expect(result.error).toBeUndefined();
	expect(rows.map(({ method, path }) => `${String(method)} ${String(path)}`)).toEqual(
		GUESSES.map(({ method, path }) => `${method} ${API}${path}`),
	);
	for (const { method, outcome, endpointPath } of rows) {
		expect(outcome).toBe(method === 'DELETE' ? 'notProbed' : 'asAssumed');
		expect(endpointPath).toBeNull();
	}
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(rows.map(() => ({ item: 0 })));

	expect(rowOf(rows, 'POST', 'send_sms')).toEqual({
		usedBy: 'SMS > Send, SMS > Send and Wait for Response',
		method: 'POST',
		path: `${API}send_sms`,
		outcome: 'asAssumed',
		endpointPath: null,
		advice: 'CINNOX answers the address that this node uses. There is nothing to do.',
		tried: [
			{
				path: `${API}send_sms`,
				answer: 'there',
				status: 400,
				code: 6451000,
				said: expect.any(String) as string,
			},
		],
		candidates: GUESSES[0].candidates.map((path) => API + path),
	});
	expect(rowOf(rows, 'DELETE', 'labels/{labelID}')).toMatchObject({
		outcome: 'notProbed',
		tried: [],
		candidates: [`${API}label/{labelID}`],
		advice: expect.stringMatching(/^Not tried, because a DELETE could delete\./) as string,
	});

	for (const { method, query, body, accepted } of sent(simulator())) {
		expect(['GET', 'POST', 'PATCH']).toContain(method);
		if (method === 'GET') expect(query).toEqual({ limit: '1' });
		else {
			expect(body).toEqual({});
			expect(accepted).toBe(false);
		}
	}
	expect(simulator().state.smsReport.added).toEqual([]);
	expect(simulator().subscriptions()).toEqual([]);
});

test('finds another address, says what to do, and uses it from then on', async () => {
	simulator().configure({ paths: { sendSms: 'sms', listNumbers: 'data/number' } });
	const before = await runOperation(simulator(), 'sms:send', sms);
	expect(before.error?.message).toContain('Account > Check');
	expect(before.error?.message).toContain("'Endpoint Path'");

	const rows = json(await check());
	expect(rowOf(rows, 'POST', 'send_sms')).toMatchObject({
		outcome: 'elsewhere',
		endpointPath: `${API}sms`,
		advice: expect.stringContaining(
			`put it into 'Options' > 'Endpoint Path' of SMS > Send`,
		) as string,
		tried: [
			{ path: `${API}send_sms`, answer: 'noSuchPath', code: 6450001 },
			{ path: `${API}send-sms`, answer: 'noSuchPath', code: 6450001 },
			{ path: `${API}sms`, answer: 'there', code: 6451000 },
		],
		forCredential: { [`POST ${API}send_sms`]: `${API}sms` },
	});
	expect(rowOf(rows, 'GET', 'numbers')).toMatchObject({ endpointPath: `${API}data/number` });

	simulator().ledger.length = 0;
	const after = await runOperation(simulator(), 'sms:send', sms);
	expect(json(after)[0]).toMatchObject({ sent: true });
	expect(smsPaths()).toEqual(['sms']);
	const numbers = await runOperation(simulator(), 'number:getAll', { limit: 2 });
	expect(json(numbers)).toHaveLength(2);

	// What a person writes goes before it, and so does the credential.
	const written = await runOperation(simulator(), 'sms:send', {
		...sms,
		options: { endpointPath: `${API}send_sms` },
	});
	expect(written.error?.message).toContain('does not know the address');
	const credential = { endpointPaths: { [`POST ${API}send_sms`]: `${API}sms/send` } };
	const configured = await runOperation(simulator(), 'sms:send', sms, { credential });
	expect(configured.error?.message).toContain('does not know the address');
	expect(smsPaths()).toEqual(['sms', 'send_sms', 'sms/send']);

	// Once ours is there again, it is used again.
	simulator().configure({ paths: {} });
	expect(rowOf(json(await check()), 'POST', 'send_sms').outcome).toBe('asAssumed');
	simulator().ledger.length = 0;
	await runOperation(simulator(), 'sms:send', sms);
	expect(smsPaths()).toEqual(['send_sms']);
});

test('of another account changes nothing', async () => {
	simulator().configure({ paths: { sendSms: 'sms' } });
	await check();
	const other = { baseUrl: simulator().url.replace('127.0.0.1', 'localhost') };
	const result = await runOperation(simulator(), 'sms:send', sms, { credential: other });
	expect(result.error?.message).toContain('does not know the address');
});

test("the credential's Endpoint Paths hold an address for good", async () => {
	simulator().configure({ paths: { sendSms: 'sms', deleteLabel: 'label/{labelID}' } });
	const endpointPaths = JSON.stringify({
		'POST send_sms': `${API}sms`,
		'DELETE labels/{labelID}': `${API}label/{labelID}`,
	});
	const credential = { endpointPaths };
	const result = await runOperation(simulator(), 'sms:send', sms, { credential });
	expect(json(result)[0]).toMatchObject({ sent: true });
	const [label] = simulator().state.labels.keys();
	const deleted = await runOperation(
		simulator(),
		'label:delete',
		{ label: byId(label) },
		{ credential },
	);
	expect(json(deleted)).toEqual([{ deleted: true, id: label }]);

	const row = rowOf(json(await check(credential)), 'POST', 'send_sms');
	expect(row).toMatchObject({ outcome: 'asConfigured', endpointPath: `${API}sms` });
	expect((row.tried as unknown[]).length).toBe(1);

	const wrong = { endpointPaths: { 'POST send_sms': `${API}send-sms` } };
	simulator().configure({ paths: {} });
	expect(rowOf(json(await check(wrong)), 'POST', 'send_sms')).toMatchObject({
		outcome: 'elsewhere',
		endpointPath: null,
		advice: expect.stringContaining('Take it out there') as string,
	});
});

test("refuses Endpoint Paths that can't be used, before anything is sent", async () => {
	const result = await check({ endpointPaths: '{"POST send_sms": "https://evil.example"}' });
	expect(result.error?.message).toContain("'Endpoint Paths' in the credential");
	expect(sent(simulator())).toEqual([]);
});

test('says what is not there at all', async () => {
	simulator().configure({ guessedPaths: 'missing' });
	const rows = json(await check());
	const probed = rows.filter(({ method }) => method !== 'DELETE');
	for (const { outcome, endpointPath, tried, candidates } of probed) {
		expect({ outcome, endpointPath }).toEqual({ outcome: 'notFound', endpointPath: null });
		expect((tried as unknown[]).length).toBe((candidates as unknown[]).length + 1);
	}
	expect(probed[0].advice).toContain('Ask CINNOX for the address of SMS > Send');
	// The bound that keeps it a small part of an account's minute.
	expect(sent(simulator()).length).toBeLessThan(80);
});

test('one answer that says nothing does not stop the rest, and moves nothing', async () => {
	simulator().configure({ paths: { sendSms: 'sms' } });
	simulator().faults.add({ kind: 'status500', path: '/send_sms' });
	simulator().faults.add({ kind: 'code', code: 7000000, message: 'odd', path: '/location' });
	const rows = json(await check());
	expect(rowOf(rows, 'POST', 'send_sms')).toMatchObject({
		outcome: 'unclear',
		endpointPath: `${API}sms`,
		tried: [{ answer: 'unclear', status: 500 }, { answer: 'noSuchPath' }, { answer: 'there' }],
	});
	expect(rowOf(rows, 'GET', 'location')).toMatchObject({
		outcome: 'unclear',
		endpointPath: null,
		tried: expect.arrayContaining([
			expect.objectContaining({ answer: 'unclear', code: 7000000, said: 'odd' }),
		]) as unknown[],
	});
	expect(rowOf(rows, 'GET', 'language').outcome).toBe('asAssumed');
	simulator().ledger.length = 0;
	await runOperation(simulator(), 'sms:send', sms);
	expect(smsPaths()).toEqual(['send_sms']);
});

test.each([
	[{ appToken: 'wrong' }, "'App Token'"],
	[{ appId: 'wrong' }, "'App ID'"],
	[{ baseUrl: 'http://127.0.0.1:9' }, 'could not be reached'],
])('with %j says so once', async (credential, message) => {
	const result = await check(credential);
	expect(result.error?.message).toContain(message);
	expect(result.items).toEqual([]);
	expect(sent(simulator()).length).toBeLessThan(2);
});

test('a token that is refused meanwhile is said once too', async () => {
	simulator().faults.add({ kind: 'code', code: 6452000, message: 'x', path: '/language' });
	const result = await check({}, { settings: { onError: 'continueRegularOutput' } });
	expect(json(result)).toHaveLength(1);
	expect(json(result)[0].error).toContain("'App Token'");
});

test('finds nothing out where every address is answered alike', async () => {
	simulator().faults.add({
		kind: 'code',
		code: 0,
		status: 200,
		message: 'ok',
		path: '/no-such-path-to-compare-with',
	});
	const result = await check();
	expect(result.error?.message).toContain('answers any address');
});

test('of several items tries once', async () => {
	await check({}, { items: [{}, {}] });
	const labels = sent(simulator()).filter(({ path }) => path.endsWith('/labels'));
	expect(labels).toHaveLength(1);
});

test('gives the triggers and the lists to pick from the address too', async () => {
	simulator().configure({ paths: { listNumbers: 'number' } });
	await check();
	const { results } = await searchList('getNumbers', credentialOf(simulator()));
	expect(results.length).toBeGreaterThan(0);
});
