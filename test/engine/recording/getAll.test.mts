import { expect, test } from 'vitest';

import { idOf } from '../../simulator/seed.mts';
import { credentialOf, searchList } from '../harness.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ now: new Date().toISOString() });

test('lists the recordings of a call', async () => {
	const id = idOf('call', 0);
	const result = await runOperation(simulator(), 'recording:getAll', {
		recordingOf: 'call',
		call: byId(id),
	});

	const request = onlyRequest(simulator());
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/recording-file`,
		{ callID: id },
	]);
	expect(json(result)).toHaveLength(2);
	expect(json(result)[0]).toMatchObject({
		callId: id,
		fileName: `call-${id}-1.wav`,
		url: `${simulator().url}/files/call-${id}-1.wav`,
	});
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
});

test('lists the recordings of a conference, and sends no call that was picked before', async () => {
	const id = idOf('conference', 0);
	const result = await runOperation(simulator(), 'recording:getAll', {
		recordingOf: 'conference',
		call: byId(idOf('call', 0)),
		conference: byId(id),
	});

	expect(onlyRequest(simulator()).query).toEqual({ conferenceID: id });
	expect(json(result)[0].conferenceId).toBe(id);
});

test('puts nothing out for a call that was not recorded', async () => {
	const result = await runOperation(simulator(), 'recording:getAll', {
		call: byId(idOf('call', 1)),
	});

	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('gives the address as url, however CINNOX spells it', async () => {
	const id = idOf('call', 0);
	simulator().state.recordings.set(id, [{ _id: '1', downloadUrl: 'https://files.example/1.mp3' }]);
	const result = await runOperation(simulator(), 'recording:getAll', { call: byId(id) });

	expect(json(result)).toEqual([{ id: '1', url: 'https://files.example/1.mp3' }]);
});

test.each([
	[{ recordingOf: 'call', call: byId('={{ $json.absent }}') }, "'Call' is empty"],
	[{ recordingOf: 'conference', conference: byId('={{ $json.absent }}') }, "'Conference' is empty"],
])('refuses what is missing before anything is sent: %j', async (parameters, message) => {
	const result = await runOperation(simulator(), 'recording:getAll', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('shows the calls of the last 30 days to pick from', async () => {
	const { results } = await searchList('getCalls', credentialOf(simulator()));

	const row = simulator().state.calls.at(0);
	const time = String(row.callDate).slice(0, 16).replace('T', ' ');
	const parties = `${row.callDirection} ${row.caller} to ${row.callee}`;
	expect(results[0]).toEqual({
		name: `${time} ${parties}, ${row.status}, recorded`,
		value: row.callID,
	});
	expect(results[1].name).not.toContain('recorded');
	expect(onlyRequest(simulator(), 'listCalls').query).toMatchObject({ offset: '0', limit: '100' });
});

test('shows the conferences of the last 30 days to pick from', async () => {
	const { results } = await searchList('getConferences', credentialOf(simulator()), 'claim');

	expect(results.length).toBeGreaterThan(0);
	expect(results.every(({ name }) => name.includes('Claim meeting'))).toBe(true);
	const row = Array.from({ length: 120 }, (_, index) =>
		simulator().state.conferences.at(index),
	).find(({ conferenceID }) => conferenceID === results[0].value);
	const { participants } = row?.conferenceDetail as { participants: unknown[] };
	const time = String(row?.callDate).slice(0, 16).replace('T', ' ');
	expect(results[0].name).toBe(`${time} Claim meeting, ${participants.length} participants`);
});

test.each(['getCalls', 'getConferences', 'getCampaigns', 'getEnquiries'])(
	'says why %s can not load',
	async (method) => {
		const credential = credentialOf(simulator(), { appToken: 'wrong' });

		await expect(searchList(method, credential)).rejects.toThrow("'App Token'");
	},
);
