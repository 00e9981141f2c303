import { expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('creates a tag with everything that CINNOX takes', async () => {
	const result = await runOperation(simulator(), 'tag:create', {
		tagName: 'Refunds',
		functionType: ['CALL', 'IM'],
		additionalFields: {
			tagIcon: 'https://example.com/refund.png',
			tagDescription: 'Money back',
			tagNameLanguageSetting: {
				values: [
					{ language: 'zh', displayName: '退款', description: '' },
					{ language: 'ms', displayName: 'Bayaran balik', description: 'Wang' },
				],
			},
			welcomeMessage: {
				values: {
					enabled: true,
					messageType: 'general',
					title: 'Hello',
					description: 'How can we help?',
					attachment: 'https://example.com/hello.png',
				},
			},
			closingMessage: {
				values: { enabled: false, messageType: '', title: '', description: '', attachment: '' },
			},
			metaData: 'home, refund',
			stickyRouting: true,
			routingRule: '{ "style": "alternative" }',
			customChannelInfo: '={{ { "name": "shop" } }}',
			additionalBodyFields: '{ "note": "x" }',
		},
	});

	expect(result.error).toBeUndefined();
	const request = onlyRequest(simulator());
	expect([request.method, request.path]).toEqual(['POST', `/v1/api/apps/${simulator().appId}/tag`]);
	expect(request.body).toEqual({
		functionType: ['CALL', 'IM'],
		basicInfo: {
			tagName: 'Refunds',
			tagIcon: 'https://example.com/refund.png',
			tagDescription: 'Money back',
		},
		tagNameLanguageSetting: {
			zh: { displayName: '退款' },
			ms: { displayName: 'Bayaran balik', description: 'Wang' },
		},
		welcomeMessage: {
			enabled: true,
			messageType: 'general',
			message: { title: 'Hello', description: 'How can we help?' },
			attachment: 'https://example.com/hello.png',
		},
		closingMessage: { enabled: false },
		metaData: ['home', 'refund'],
		stickyRouting: true,
		routingRule: { style: 'alternative' },
		customChannelInfo: { name: 'shop' },
		note: 'x',
	});
	const id = [...simulator().state.tags.keys()].at(-1);
	expect(result.items).toEqual([{ json: { id }, pairedItem: { item: 0 } }]);
});

test.each([
	[{ tagName: '={{ " " }}' }, "'Name' is empty"],
	[{ functionType: '={{ [] }}' }, "'Function Types' is empty"],
	[{ functionType: '={{ ["FAX"] }}' }, `'Function Types' has no "FAX"`],
	[
		{ additionalFields: { routingRule: '[1]' } },
		"'Routing Rule (JSON)' does not hold a JSON object",
	],
	[
		{ additionalFields: { customChannelInfo: 'x' } },
		"'Custom Channel Info' does not hold a JSON object",
	],
	[
		{
			additionalFields: {
				tagNameLanguageSetting: { values: [{ language: '', displayName: 'x', description: '' }] },
			},
		},
		"'Language' of a translation is empty",
	],
])('refuses %j before anything is sent', async (changes, message) => {
	const result = await runOperation(simulator(), 'tag:create', {
		tagName: 'Refunds',
		functionType: ['IM'],
		...changes,
	});

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('sends buttons and quick replies, and what is written as JSON', async () => {
	await runOperation(simulator(), 'tag:create', {
		tagName: 'Refunds',
		additionalFields: {
			welcomeMessage: {
				values: {
					messageType: 'buttons',
					title: 'Hello',
					content: '{ "title": "ignored", "footer": "Open day and night" }',
					buttons: {
						values: [
							{ buttonTitle: 'Where is my money?', buttonPayload: 'MONEY' },
							{ buttonTitle: 'Something else', buttonPayload: '' },
						],
					},
				},
			},
			timeoutRepeatMessage: {
				values: {
					messageType: 'quickreply',
					description: 'Still there?',
					buttons: { values: [{ buttonTitle: '={{ "Yes" }}' }, { buttonTitle: '' }] },
				},
			},
		},
	});

	expect(onlyRequest(simulator()).body).toMatchObject({
		welcomeMessage: {
			enabled: true,
			messageType: 'buttons',
			message: {
				title: 'Hello',
				footer: 'Open day and night',
				buttons: [
					{ buttonTitle: 'Where is my money?', buttonPayload: 'MONEY' },
					{ buttonTitle: 'Something else' },
				],
			},
		},
		timeoutRepeatMessage: {
			messageType: 'quickreply',
			message: { description: 'Still there?', buttons: [{ buttonTitle: 'Yes' }] },
		},
	});
});

test('creates the others with Continue On Fail', async () => {
	const result = await runOperation(
		simulator(),
		'tag:create',
		{ tagName: 'Refunds', functionType: '={{ $json.types }}' },
		{ items: [{ types: [] }, { types: ['IM'] }], settings: { onError: 'continueRegularOutput' } },
	);

	expect(json(result)[0].error).toBe("'Function Types' is empty");
	expect(json(result)[1].id).toBe([...simulator().state.tags.keys()].at(-1));
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
});
