import { describe, expect, test } from 'vitest';

import { credentialOf, runNode, withDefaults } from '../harness.mts';
import type { NodeRun } from '../harness.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();

const sms = {
	senderNumber: byId('85230018000'),
	recipientNumbers: '85292110001',
	text: 'Your booking is confirmed.',
};

const send = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) => await runOperation(current(), 'sms:send', { ...sms, ...changes }, rest);

/** Recipients of everything that CINNOX accepted. */
const received = () => current().state.sms.map(({ recipientNumber }) => recipientNumber);

describe('one SMS', () => {
	test('is sent, and put out with what it costs', async () => {
		const result = await send();

		const { method, path, query, body, operationId } = onlyRequest(current());
		expect({ method, path, query, operationId }).toEqual({
			method: 'POST',
			path: `/v1/api/apps/${current().appId}/send_sms`,
			query: {},
			operationId: 'sendSms',
		});
		expect(body).toEqual({
			senderNumber: '85230018000',
			recipientNumber: '85292110001',
			text: 'Your booking is confirmed.',
		});
		const [{ transactionID }] = current().state.sms;
		expect(json(result)).toEqual([
			{
				sent: true,
				transactionId: transactionID,
				serviceId: 'harbourvine.cinnox.com',
				status: true,
				senderNumber: '85230018000',
				recipientNumbers: ['85292110001'],
				encoding: 'GSM-7',
				characters: 26,
				segments: 1,
				segmentsTotal: 1,
			},
		]);
		expect(result.items[0].pairedItem).toEqual({ item: 0 });
	});

	test('is sent from an untouched form with only the required fields filled in', async () => {
		const parameters = withDefaults({ resource: 'sms', operation: 'send', ...sms });
		const { error } = await runNode({ parameters, credential: credentialOf(current()) });
		expect(error).toBeUndefined();
		expect(onlyRequest(current()).body).toEqual({
			senderNumber: '85230018000',
			recipientNumber: '85292110001',
			text: 'Your booking is confirmed.',
		});
	});

	test.each([
		['+852 3001-8000', '85230018000'],
		['HARBOURVINE', 'HARBOURVINE'],
	])('may come from %s', async (written, senderNumber) => {
		await send({ senderNumber: byId(written) });
		expect(onlyRequest(current()).body).toMatchObject({ senderNumber });
	});

	test('keeps its text to the character', async () => {
		const text = '  Grüße,\n“您好” 🙂 $& ={{ }}  ';
		await send({ text });
		expect(current().state.sms[0].text).toBe(text);
	});

	test('may have a number as its text and as its recipient', async () => {
		const { error } = await send(
			{ text: '={{ $json.code }}', recipientNumbers: '={{ $json.to }}' },
			{ items: [{ code: 12345, to: 85292110001 }] },
		);
		expect(error).toBeUndefined();
		expect(current().state.sms[0]).toMatchObject({ text: '12345', recipientNumber: '85292110001' });
	});
});

describe('many recipients', () => {
	test.each([
		['commas', '85292110001, 6591110002,+44 7911 123003'],
		['lines', '85292110001\n6591110002\r\n+447911123003\n'],
		['semicolons', '85292110001;6591110002;00447911123003'],
		['an array', '={{ ["85292110001", 6591110002, "+44-7911-123003"] }}'],
	])('from %s go out in one request, each with its own result', async (_name, recipientNumbers) => {
		const result = await send({ recipientNumbers });

		const numbers = ['85292110001', '6591110002', '447911123003'];
		expect(onlyRequest(current()).body).toMatchObject({ recipientNumbers: numbers });
		expect(received()).toEqual(numbers);
		const [output] = json(result);
		expect(output).toMatchObject({ recipientNumbers: numbers, segments: 1, segmentsTotal: 3 });
		expect(output.results).toEqual(
			current().state.sms.map(({ transactionID, recipientNumber }) => ({
				recipientNumber,
				transactionId: transactionID,
				serviceId: 'harbourvine.cinnox.com',
				status: true,
			})),
		);
	});

	test('get the text once, however often and in whatever form a number is given', async () => {
		const result = await send({
			recipientNumbers: '85292110001, +852 9211 0001, 6591110002, 0085292110001',
		});
		expect(received()).toEqual(['85292110001', '6591110002']);
		expect(json(result)[0]).toMatchObject({ duplicatesRemoved: ['85292110001'], segmentsTotal: 2 });
	});

	test('may go out in the field that Send OTP uses', async () => {
		await send({
			recipientNumbers: '85292110001,6591110002',
			options: { recipientFormat: 'recipientNumber' },
		});
		const { body } = onlyRequest(current());
		expect(body).toMatchObject({ recipientNumber: ['85292110001', '6591110002'] });
		expect(body).not.toHaveProperty('recipientNumbers');
	});

	test('may go out in one request each', async () => {
		const result = await send({
			recipientNumbers: '85292110001,6591110002',
			options: { recipientFormat: 'onePerRequest' },
		});
		expect(
			sent(current()).map(({ body, valid }) => [
				(body as { recipientNumber: string }).recipientNumber,
				valid,
			]),
		).toEqual([
			['85292110001', true],
			['6591110002', true],
		]);
		expect(json(result)[0].results).toMatchObject([
			{ recipientNumber: '85292110001', status: true },
			{ recipientNumber: '6591110002', status: true },
		]);
	});

	test('in one request each: those who got the text are not texted again when n8n tries again', async () => {
		current().faults.add({
			kind: 'code',
			code: 7210104,
			message: 'RecipientNumber Invalid format',
			path: '/send_sms',
		});
		const { error } = await send(
			{ recipientNumbers: '85292110001,6591110002', options: { recipientFormat: 'onePerRequest' } },
			{ settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } },
		);
		expect(error).toBeUndefined();
		expect(received()).toEqual(['85292110001', '6591110002']);

		current().reset();
		// The first recipient is accepted, the second refused for good.
		current().faults.add({ kind: 'latency', ms: 1, path: '/send_sms' });
		current().faults.add({ kind: 'code', code: 7210104, path: '/send_sms', times: Infinity });
		const second = await send(
			{ recipientNumbers: '85292110001,6591110002', options: { recipientFormat: 'onePerRequest' } },
			{ settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } },
		);
		expect(second.error?.message).toContain('CINNOX does not accept a recipient number. ');
		const told =
			'Texted already: 1 of 2 recipients, up to 85292110001. 6591110002 is the one that failed.';
		expect(second.error?.message.split(told)).toHaveLength(2);
		expect(received()).toEqual(['85292110001']);
		expect(sent(current())).toHaveLength(4);
	});
});

describe('the form of the recipients', () => {
	const forms = () =>
		sent(current()).map(({ body }) =>
			Object.keys(body as object).find((name) => name.startsWith('recipient')),
		);
	/** Another name of the same host is another account, of which nothing is remembered yet. */
	const another = () => ({
		credential: { baseUrl: current().url.replace('127.0.0.1', 'localhost') },
	});
	const many = { recipientNumbers: '85292110001,6591110002' };

	test('may have been accepted: then the other one is not tried', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/send_sms' });
		const { error } = await send(many, another());
		expect(error?.message).toMatch(/^CINNOX may have sent this text/);
		expect(forms()).toEqual(['recipientNumbers']);
		expect(received()).toEqual(['85292110001', '6591110002']);
	});

	test('is the other one where CINNOX misses the field, says so, and is remembered', async () => {
		current().faults.add({
			kind: 'code',
			code: 6451000,
			message: 'recipientNumber is required',
			path: '/send_sms',
		});
		const first = await send(many, another());
		expect(json(first)[0]).toMatchObject({ recipientFormat: 'array in recipientNumber' });
		await send(many, another());
		expect(forms()).toEqual(['recipientNumbers', 'recipientNumber', 'recipientNumber']);
		expect(received()).toHaveLength(4);
	});
});

describe('what a text costs', () => {
	test.each([
		['A'.repeat(160), { encoding: 'GSM-7', characters: 160, segments: 1, segmentsTotal: 2 }],
		['A'.repeat(161), { encoding: 'GSM-7', characters: 161, segments: 2, segmentsTotal: 4 }],
		['漢'.repeat(70), { encoding: 'UCS-2', characters: 70, segments: 1, segmentsTotal: 2 }],
		[`${'A'.repeat(70)}’`, { encoding: 'UCS-2', characters: 71, segments: 2, segmentsTotal: 4 }],
	])('is put out', async (text, costs) => {
		const result = await send({ text, recipientNumbers: '85292110001,6591110002' });
		expect(json(result)[0]).toMatchObject(costs);
		expect(current().state.sms[0].segments).toBe(costs.segments);
	});

	test('may be limited', async () => {
		const two = { text: 'A'.repeat(161) };
		expect((await send({ ...two, options: { maxSegments: 2 } })).error).toBeUndefined();
		current().reset();
		const { error } = await send({ ...two, options: { maxSegments: 1 } });
		expect(error?.message).toBe(
			"'Text' needs 2 SMS for each recipient, more than 'Maximum Segments' (1)",
		);
		expect(error?.description).toContain('161 characters in GSM-7');
		expect(sent(current())).toEqual([]);
	});

	test('is put out by a dry run, which sends nothing', async () => {
		const result = await send({
			text: '漢'.repeat(71),
			recipientNumbers: '85292110001,6591110002,6591110002',
			options: { dryRun: true },
		});
		expect(json(result)).toEqual([
			{
				sent: false,
				dryRun: true,
				senderNumber: '85230018000',
				recipientNumbers: ['85292110001', '6591110002'],
				duplicatesRemoved: ['6591110002'],
				encoding: 'UCS-2',
				characters: 71,
				segments: 2,
				segmentsTotal: 4,
			},
		]);
		expect(sent(current())).toEqual([]);
	});

	test('a dry run refuses what a real one would', async () => {
		const { error } = await send({ recipientNumbers: 'nobody', options: { dryRun: true } });
		expect(error?.message).toContain("'Recipient Numbers'");
	});
});

describe('before anything is sent', () => {
	test.each([
		['no sender', { senderNumber: byId('={{ "" }}') }, "'Sender Number' is empty"],
		[
			'no sender from a list',
			{ senderNumber: { __rl: true as const, mode: 'list', value: '={{ "" }}' } },
			"'Sender Number' is empty",
		],
		['no recipients', { recipientNumbers: '={{ "" }}' }, "'Recipient Numbers' is empty"],
		['only separators', { recipientNumbers: ' , \n;' }, "'Recipient Numbers' is empty"],
		['an empty array', { recipientNumbers: '={{ [] }}' }, "'Recipient Numbers' is empty"],
		[
			'nothing from an expression',
			{ recipientNumbers: '={{ $json.missing }}' },
			"'Recipient Numbers' is empty",
		],
		[
			'a number with letters',
			{ recipientNumbers: '85292110001, 8529211000x' },
			`'Recipient Numbers' can't be used: number 2 ("8529211000x") holds letters`,
		],
		[
			'a national number',
			{ recipientNumbers: '098765432' },
			`'Recipient Numbers' can't be used: number 1 ("098765432") starts with 0, so its country code is missing`,
		],
		['an empty text', { text: '={{ "" }}' }, "'Text' is empty"],
		['a blank text', { text: ' \n ' }, "'Text' is empty"],
		['no text from an expression', { text: '={{ $json.missing }}' }, "'Text' is empty"],
		[
			'additional fields that are no JSON',
			{ options: { additionalBodyFields: '{ campaign: ' } },
			"'Additional Body Fields' does not hold a JSON object",
		],
		[
			'additional fields that are a list',
			{ options: { additionalBodyFields: '[1]' } },
			"'Additional Body Fields' does not hold a JSON object",
		],
		[
			'an endpoint path to another host',
			{ options: { endpointPath: 'https://example.com/send' } },
			"'Endpoint Path' is not a path under the Base URL",
		],
		[
			'an endpoint path that climbs',
			{ options: { endpointPath: '/v1/../../secret' } },
			"'Endpoint Path' is not a path under the Base URL",
		],
	])('%s is refused', async (_name, changes, message) => {
		const { error, items } = await send(changes);
		expect(error?.message).toBe(message);
		expect(error?.description).toMatch(/^(Pick|Enter|Write|Copy)/);
		expect(error?.context.itemIndex).toBe(0);
		expect(items).toEqual([]);
		expect(sent(current())).toEqual([]);
	});

	test('n8n itself refuses what is visibly empty, and names it', async () => {
		await expect(send({ text: '' })).rejects.toThrow('Parameter "Text" is required');
		await expect(send({ senderNumber: byId('') })).rejects.toThrow('"Sender Number" is required');
		expect(sent(current())).toEqual([]);
	});

	test('every bad recipient is named', async () => {
		const { error } = await send({ recipientNumbers: 'a1,85292110001,12,0123456789' });
		expect(error?.description).toContain('number 3 ("12") has fewer than 7 digits');
		expect(error?.description).toContain('number 4 ("0123456789") starts with 0');
	});

	test.each([
		['', "'Base URL' is empty"],
		['https://', "'Base URL' has no valid host: https://"],
		[
			'http://api.example.com',
			"'Base URL' starts with http://, which sends the App Token unencrypted",
		],
	])('the Base URL %j is refused', async (baseUrl, message) => {
		const { error } = await send({}, { credential: { baseUrl } });
		expect(error?.message).toBe(message);
		expect(error?.description).toContain("'Base URL'");
	});

	test('an App Token with foreign characters is refused', async () => {
		const { error } = await send({}, { credential: { appToken: 'tok“en' } });
		expect(error?.message).toBe("'App Token' holds characters that no App Token has");
		expect(sent(current())).toEqual([]);
	});
});

describe('several items', () => {
	const items = [{ to: '85292110001' }, { to: 'call me' }, { to: '85292110003' }, { to: '' }];

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'the good ones are sent with %s',
		async (onError) => {
			const result = await send(
				{ recipientNumbers: '={{ $json.to }}' },
				{ items, settings: { onError } },
			);

			expect(result.error).toBeUndefined();
			expect(received().sort()).toEqual(['85292110001', '85292110003']);
			const all = [...result.items, ...result.errorItems];
			expect(all).toHaveLength(4);
			const bad = all.filter(({ json: { error } }) => error !== undefined);
			expect(bad.map(({ json: { error }, pairedItem }) => [error, pairedItem])).toEqual([
				[
					`'Recipient Numbers' can't be used: number 1 ("call me") holds letters`,
					expect.anything(),
				],
				["'Recipient Numbers' is empty", expect.anything()],
			]);
			const good = all.filter(({ json: { error } }) => error === undefined);
			expect(
				good.map(({ json: { recipientNumbers }, pairedItem }) => [recipientNumbers, pairedItem]),
			).toEqual([
				[['85292110001'], { item: 0 }],
				[['85292110003'], { item: 2 }],
			]);
			if (onError === 'continueErrorOutput') {
				expect(result.items).toEqual(good);
				expect(result.errorItems).toEqual(bad);
			} else {
				expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
					[0, 1, 2, 3].map((item) => ({ item })),
				);
			}
		},
	);

	test('one that CINNOX refuses does not keep the others from being sent', async () => {
		current().faults.add({
			kind: 'code',
			code: 7210102,
			message: 'anonymous user invalid',
			path: '/send_sms',
		});
		const result = await send(
			{ recipientNumbers: '={{ $json.to }}', options: { maxConcurrency: 1 } },
			{
				items: [{ to: '85292110001' }, { to: '85292110002' }, { to: '85292110003' }],
				settings: { onError: 'continueRegularOutput' },
			},
		);
		expect(received()).toEqual(['85292110002', '85292110003']);
		expect(json(result)[0]).toEqual({
			to: '85292110001',
			error: expect.stringContaining('CINNOX does not allow this App to send SMS. Ask ') as string,
			details: {
				advice: expect.stringContaining('Ask CINNOX support') as string,
				code: 7210102,
				status: 400,
				said: 'anonymous user invalid',
			},
		});
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
	});

	test('an expression that can not be resolved keeps the others from being sent, unless errors are continued', async () => {
		const text = '={{ $json.to === "85292110003" ? $json.no.such.thing : "Hello" }}';
		const list = [{ to: '85292110001' }, { to: '85292110002' }, { to: '85292110003' }];
		const stopped = await send({ recipientNumbers: '={{ $json.to }}', text }, { items: list });
		expect(stopped.error).toBeDefined();
		expect(sent(current())).toEqual([]);

		const continued = await send(
			{ recipientNumbers: '={{ $json.to }}', text },
			{ items: list, settings: { onError: 'continueRegularOutput' } },
		);
		expect(received().sort()).toEqual(['85292110001', '85292110002']);
		expect(continued.items).toHaveLength(3);
		expect(continued.items[2].json.error).toBeDefined();
	});
});

describe('what the public pages do not show', () => {
	test('may be added to the body, without changing what the fields say', async () => {
		await send({
			options: {
				additionalBodyFields:
					'{"campaign":"spring","text":"other","recipientNumbers":["6591110009"]}',
			},
		});
		expect(onlyRequest(current()).body).toEqual({
			campaign: 'spring',
			senderNumber: '85230018000',
			recipientNumber: '85292110001',
			text: 'Your booking is confirmed.',
		});
	});

	test('may be an object from an expression', async () => {
		await send(
			{ options: { additionalBodyFields: '={{ $json.extra }}' } },
			{ items: [{ extra: { campaign: 'spring' } }] },
		);
		expect(onlyRequest(current()).body).toMatchObject({ campaign: 'spring' });
	});

	test('is the address: 6450001 names the option that sets another one', async () => {
		current().faults.add({
			kind: 'code',
			code: 6450001,
			message: 'method not found, method: POST url: /send_sms',
		});
		const { error } = await send();
		expect(error?.message).toContain('CINNOX does not know the address of this operation. ');
		expect(error?.description).toContain("'Options' > 'Endpoint Path'");
	});

	test('is the address, which Endpoint Path sets', async () => {
		await send({ options: { endpointPath: '/v1/api/apps/{appID}/send_otp' } });
		expect(sent(current())[0].path).toBe(`/v1/api/apps/${current().appId}/send_otp`);
	});
});

describe('what CINNOX refuses', () => {
	test.each([
		[
			{ senderNumber: byId('85299999999') },
			{},
			'CINNOX does not accept the sender number',
			"'Sender Number'",
		],
		[{}, { appToken: 'wrong' }, "CINNOX does not accept the 'App Token'", 'credential'],
		[{}, { appId: 'wrong' }, "CINNOX does not know the 'App ID'", 'credential'],
	])('is put into words', async (changes, credential, message, description) => {
		const { error } = await send(changes, { credential });
		expect(error?.message).toContain(`${message}. `);
		expect(error?.description).toContain(description);
		expect(error?.context.itemIndex).toBe(0);
		expect(received()).toEqual([]);
	});

	test('is a list answered in other frames too', async () => {
		for (const envelope of ['result', 'topLevel'] as const) {
			for (const successCode of [0, 200] as const) {
				current().configure({ envelope, successCode });
				const result = await send();
				expect(json(result)[0]).toMatchObject({
					sent: true,
					status: true,
					transactionId: expect.any(String),
				});
			}
		}
		current().configure({ envelope: 'result', successCode: 0 });
	});
});
