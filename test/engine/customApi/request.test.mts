import { expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ contacts: 1_050 });

test('reads a list under the App as rows', async () => {
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: 'labels?offset=1',
		queryParameters: { values: [{ name: 'limit', value: '2' }] },
		options: { queryJson: '{ "name": "" }' },
	});

	const request = onlyRequest(simulator(), 'listLabels');
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/labels`,
		{ offset: '1', limit: '2', name: '' },
	]);
	expect(request.body).toBeUndefined();
	const labels = [...simulator().state.labels.values()];
	expect(json(result)).toEqual(labels.slice(1, 3));
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
});

test('reads all pages on request', async () => {
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: '/v1/api/apps/{appID}/contacts/extcontact-list',
		options: { returnAllPages: true },
	});

	expect(result.items).toHaveLength(1_050);
	expect(sent(simulator()).map(({ query }) => query)).toEqual(
		['0', '500', '1000', '1050'].map((offset) => ({ offset, limit: '500' })),
	);
});

test('takes the rows from the named member', async () => {
	simulator().configure({ envelope: 'topLevel', listProperty: 'rows' });
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: 'location',
		options: { listProperty: 'rows' },
	});
	simulator().configure({ envelope: 'result', listProperty: undefined });

	expect(json(result)[0]).toHaveProperty('code');
});

test('writes once, with a body, and puts the result out whole', async () => {
	const [id] = simulator().state.labels.keys();
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'POST',
		path: 'send_sms',
		jsonBody: '={{ { senderNumber: "HVCODE", recipientNumbers: ["85291234567"], text: "Hi" } }}',
	});

	const request = onlyRequest(simulator(), 'sendSms');
	expect(request.body).toEqual({
		senderNumber: 'HVCODE',
		recipientNumbers: ['85291234567'],
		text: 'Hi',
	});
	expect(json(result)).toEqual([expect.objectContaining({ status: true })]);
	expect(id).toBeDefined();
});

test('sends PATCH, PUT and DELETE as they are asked for', async () => {
	const [[destination, before]] = simulator().state.destinations;
	await runOperation(simulator(), 'customApi:request', {
		method: 'PATCH',
		path: `destination/${destination}`,
		jsonBody: JSON.stringify({ ...before, displayName: 'Renamed' }),
	});
	await runOperation(simulator(), 'customApi:request', {
		method: 'PUT',
		path: `management/update_externalcontact/${[...simulator().state.contacts.keys()][0]}`,
		jsonBody: '{ "lastName": "Chan" }',
	});
	const [label] = simulator().state.labels.keys();
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'DELETE',
		path: `labels/${label}`,
		jsonBody: '{}',
	});

	expect(sent(simulator()).map(({ method, valid }) => [method, valid])).toEqual([
		['PATCH', true],
		['PUT', true],
		['DELETE', true],
	]);
	expect(sent(simulator())[2].body).toBeUndefined();
	expect(simulator().state.labels.has(label)).toBe(false);
	expect(result.items).toEqual([{ json: {}, pairedItem: { item: 0 } }]);
});

test('is repeated as a read, and not as a write', async () => {
	simulator().faults.add({ kind: 'status500', times: 1 });
	const read = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: 'labels',
	});
	expect(read.error).toBeUndefined();
	expect(sent(simulator())).toHaveLength(2);

	simulator().reset();
	simulator().faults.add({ kind: 'dropAfter' });
	const write = await runOperation(
		simulator(),
		'customApi:request',
		{
			method: 'POST',
			path: 'management/create_externalcontact',
			jsonBody: '{ "lastName": "Chan" }',
		},
		{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 } },
	);
	expect(write.error?.message).toContain(
		'CINNOX may have carried this out; do not repeat it before looking it up. The connection to CINNOX broke. ',
	);
	expect(sent(simulator())).toHaveLength(1);
});

test('follows an absolute URL under the Base URL only', async () => {
	const { url, appId } = simulator();
	const own = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: `${url}/v1/api/apps/${appId}/tag`,
	});
	expect(own.items).toHaveLength(simulator().state.tags.size);

	const foreign = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: 'https://evil.example/v1/api/apps/{appID}/tag',
	});
	expect(foreign.error?.message).toBe("'Path' leads away from the Base URL of the credential");
	expect(sent(simulator())).toHaveLength(1);
});

test('puts nothing out where there are no records', async () => {
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: 'labels?name=nothing',
	});

	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test.each([
	[{ path: '={{ $json.no }}' }, "'Path' is empty"],
	[{ path: '../tag' }, "'Path' holds spaces, backslashes, or segments such as .."],
	[{ method: '={{ "HEAD" }}' }, `'Method' has no "HEAD"`],
	[{ method: 'POST', jsonBody: 'text' }, "'Body (JSON)' does not hold a JSON object or array"],
	[{ options: { queryJson: '[1]' } }, "'Query Parameters (JSON)' does not hold a JSON object"],
])('refuses %j before anything is sent', async (changes, message) => {
	const result = await runOperation(simulator(), 'customApi:request', {
		method: 'GET',
		path: 'labels',
		...changes,
	});

	expect(result.error?.message).toBe(message);
	expect(result.error?.description).toBeTruthy();
	expect(sent(simulator())).toEqual([]);
});

test('sends the others with Continue On Fail, each by its own method', async () => {
	const [label] = simulator().state.labels.keys();
	const result = await runOperation(
		simulator(),
		'customApi:request',
		{ method: '={{ $json.method }}', path: '={{ $json.path }}', jsonBody: '{}' },
		{
			items: [
				{ method: 'GET', path: '..' },
				{ method: 'DELETE', path: `labels/${label}` },
				{ method: 'GET', path: 'tag?limit=1' },
			],
			settings: { onError: 'continueRegularOutput' },
		},
	);

	expect(json(result)[0].error).toContain("'Path' holds");
	expect(json(result)[1]).toEqual({});
	expect(json(result)[2]).toHaveProperty('tagID');
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
	expect(
		sent(simulator())
			.map(({ method }) => method)
			.toSorted(),
	).toEqual(['DELETE', 'GET']);
});

test('sends items of different methods in one run', async () => {
	const [label] = simulator().state.labels.keys();
	const items = [
		{ method: 'GET', path: 'tag?limit=1' },
		{ method: 'DELETE', path: `labels/${label}` },
	];
	const parameters = { method: '={{ $json.method }}', path: '={{ $json.path }}', jsonBody: '{}' };
	const result = await runOperation(simulator(), 'customApi:request', parameters, { items });

	expect(result.error).toBeUndefined();
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(simulator().state.labels.has(label)).toBe(false);

	const refused = await runOperation(simulator(), 'customApi:request', parameters, {
		items: [...items, { method: 'GET', path: '..' }],
	});
	expect(refused.error?.description).toContain('Nothing was sent for any item');
	expect(sent(simulator())).toHaveLength(2);
});
