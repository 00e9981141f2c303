import { expect, test } from 'vitest';

import { CHANNELS, CHANNEL_TYPES } from '../../simulator/seed.mts';
import { credentialOf, searchList } from '../harness.mts';
import { byId, json, onlyRequest, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists the channels of all types', async () => {
	const result = await runOperation(simulator(), 'channelType:getDetails', { returnAll: true });

	const request = onlyRequest(simulator());
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/channel-type-details`,
		{},
	]);
	expect(json(result)).toEqual(CHANNELS);
});

test('lists the channels of the picked type', async () => {
	const result = await runOperation(simulator(), 'channelType:getDetails', {
		returnAll: true,
		channelType: byId('WHATSAPP'),
	});

	expect(onlyRequest(simulator()).query).toEqual({ channelType: 'WHATSAPP' });
	const wanted = CHANNELS.filter(({ type }) => type === 'WHATSAPP');
	expect(wanted.length).toBeGreaterThan(0);
	expect(json(result)).toEqual(wanted);
});

test('names the parameter when CINNOX does not know the type', async () => {
	const result = await runOperation(simulator(), 'channelType:getDetails', {
		channelType: byId('Pigeon'),
	});

	expect(result.error?.message).toContain('CINNOX does not know this channel type. ');
	expect(result.error?.description).toContain("'Channel Type'");
});

test('shows the channel types to pick from', async () => {
	const credential = credentialOf(simulator());
	const all = await searchList('getChannelTypes', credential);
	const found = await searchList('getChannelTypes', credential, 'third');

	expect(all.results).toEqual(CHANNEL_TYPES.map(({ type, name }) => ({ name, value: type })));
	expect(found.results).toEqual([{ name: 'Third Party Channel', value: 'ThirdParty' }]);
	expect(simulator().ledger.every(({ valid }) => valid)).toBe(true);
});

test('says what to do when CINNOX has no such list', async () => {
	simulator().faults.add({ kind: 'code', code: 6450001, message: 'method not found' });

	await expect(searchList('getChannelTypes', credentialOf(simulator()))).rejects.toMatchObject({
		description: expect.stringContaining("'By ID'"),
	});
});
