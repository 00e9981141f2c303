import fc from 'fast-check';
import { expect, test } from 'vitest';

import { mergeTag, toInput } from '../../../nodes/Cinnox/resources/tag/body.ts';
import { byId, json, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

const closing = { enabled: true, message: { description: 'Bye' } };

/** The first tag, with everything that a tag can hold. */
function fullTag(): [id: string, tag: Record<string, unknown>] {
	const [[id, tag]] = simulator().state.tags;
	const full = {
		...tag,
		tagNameLanguageSetting: { zh: { displayName: '訂位', description: '新' } },
		welcomeMessage: {
			enabled: true,
			messageType: 'buttons',
			message: { title: 'Hi', description: 'Hello' },
		},
		timeoutRepeatMessage: { enabled: false },
		transferFailedMessage: { enabled: true, attachment: 'https://example.com/a.png' },
		closingMessage: closing,
		customChannelInfo: { name: 'shop' },
		routingRule: { style: 'alternative' },
	};
	simulator().state.tags.set(id, full);
	return [id, full];
}

/** What CINNOX does not show, set to what the tag has. */
const hidden = {
	stickyRouting: true,
	closingMessage: { values: { enabled: true, description: 'Bye' } },
};

test('changes one field and keeps all others', async () => {
	const [id, before] = fullTag();
	const result = await runOperation(simulator(), 'tag:update', {
		tag: byId(id),
		updateFields: { tagName: 'Refunds', ...hidden },
	});

	expect(result.error).toBeUndefined();
	const after = {
		...before,
		basicInfo: { ...(before.basicInfo as object), tagName: 'Refunds' },
	};
	expect(simulator().state.tags.get(id)).toEqual(after);
	const [read, write] = sent(simulator());
	expect(read.operationId).toBe('listTags');
	expect([write.method, write.path, write.validationErrors]).toEqual([
		'PATCH',
		`/v1/api/apps/${simulator().appId}/tag/${id}`,
		[],
	]);
	expect(json(result)[0]).toMatchObject({
		id,
		updatedAt: expect.any(String),
		basicInfo: after.basicInfo,
	});
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('changes a part of a message and one translation', async () => {
	const [id, before] = fullTag();
	await runOperation(simulator(), 'tag:update', {
		tag: byId(id),
		updateFields: {
			...hidden,
			functionType: ['CALL'],
			metaData: ['vip'],
			welcomeMessage: {
				values: { enabled: false, messageType: '', title: 'Ahoy', description: '', attachment: '' },
			},
			tagNameLanguageSetting: {
				values: [
					{ language: 'zh', displayName: '退款', description: '' },
					{ language: 'ms', displayName: 'Tempah', description: '' },
				],
			},
		},
	});

	expect(simulator().state.tags.get(id)).toEqual({
		...before,
		functionType: ['CALL'],
		metaData: ['vip'],
		welcomeMessage: {
			enabled: false,
			messageType: 'buttons',
			message: { title: 'Ahoy', description: 'Hello' },
		},
		tagNameLanguageSetting: {
			zh: { displayName: '退款', description: '新' },
			ms: { displayName: 'Tempah' },
		},
	});
});

test('loses nothing that CINNOX does not show, unless told so', async () => {
	const [id, before] = fullTag();
	const parameters = { tag: byId(id), updateFields: { tagName: 'Refunds' } };
	const refused = await runOperation(simulator(), 'tag:update', parameters);

	expect(refused.error?.message).toContain("'Closing Message' and 'Sticky Routing'");
	expect(refused.error?.description).toContain("'Reset Hidden Fields'");
	expect(simulator().state.tags.get(id)).toEqual(before);
	expect(sent(simulator(), 'updateTag')).toEqual([]);

	const result = await runOperation(simulator(), 'tag:update', {
		...parameters,
		options: { resetHiddenFields: true },
	});
	expect(result.error).toBeUndefined();
	expect(sent(simulator(), 'updateTag')[0].body).not.toHaveProperty('stickyRouting');
});

test('changes nothing when the tag is not in the list', async () => {
	const result = await runOperation(simulator(), 'tag:update', {
		tag: byId('gone'),
		updateFields: { tagName: 'Refunds', ...hidden },
	});

	expect(result.error?.message).toBe("'Tag' is not in the tag list: gone");
	expect(sent(simulator(), 'updateTag')).toEqual([]);
});

test.each([
	[{ tag: byId('1') }, 'There is nothing to update'],
	[{ tag: byId('={{ $json.no }}'), updateFields: { tagName: 'x' } }, "'Tag' is empty"],
])('refuses %j before anything is sent', async (parameters, message) => {
	const result = await runOperation(simulator(), 'tag:update', parameters);

	expect(result.error?.message).toBe(message);
	expect(sent(simulator())).toEqual([]);
});

test('keeps every member of a tag but the one that changes', () => {
	const tag = fc.record(
		{
			functionType: fc.subarray(['CALL', 'IM'], { minLength: 1 }),
			basicInfo: fc.record({ tagName: fc.string(), tagDescription: fc.string() }),
			tagNameLanguageSetting: fc.dictionary(
				fc.constantFrom('en', 'zh', 'ms'),
				fc.record({ displayName: fc.string() }),
			),
			welcomeMessage: fc.record({
				enabled: fc.boolean(),
				message: fc.record({ title: fc.string() }),
			}),
			metaData: fc.array(fc.stringMatching(/^[a-z]{1,8}$/)),
			stickyRouting: fc.boolean(),
			routingRule: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.integer()),
		},
		{ requiredKeys: ['functionType'] },
	);
	fc.assert(
		fc.property(tag, tag, (stored, other) => {
			for (const [name, value] of Object.entries(other)) {
				const merged = mergeTag(toInput(stored), { [name]: value });
				expect({ ...merged, [name]: undefined }).toEqual({ ...stored, [name]: undefined });
			}
		}),
	);
});

test('reads translations also from an array', () => {
	const zh = { displayName: '退款' };
	expect(toInput({ tagNameLanguageSetting: [{ language: 'zh', ...zh }] })).toEqual({
		tagNameLanguageSetting: { zh },
	});
	expect(toInput({ tagNameLanguageSetting: [{ zh }] })).toEqual({
		tagNameLanguageSetting: { zh },
	});
	expect(toInput({ tagNameLanguageSetting: [] })).toEqual({ tagNameLanguageSetting: {} });
});
