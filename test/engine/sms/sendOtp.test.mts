import { describe, expect, test } from 'vitest';

import { credentialOf, runNode, withDefaults } from '../harness.mts';
import type { NodeRun } from '../harness.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();

const otp = {
	senderNumber: byId('HVCODE'),
	recipientNumber: '+852 9211 0001',
	text: 'Your code is %s.',
	pin: '482913',
};

const send = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) => await runOperation(current(), 'sms:sendOtp', { ...otp, ...changes }, rest);

const verify = async (otpToken: unknown, typedPin: unknown) =>
	json(
		await runOperation(current(), 'sms:verifyOtp', {
			otpToken: otpToken as string,
			typedPin: typedPin as string,
		}),
	)[0];

describe('an OTP', () => {
	test('is sent, and put out with a token instead of the PIN', async () => {
		const before = Date.now();
		const result = await send();

		const { method, path, body } = onlyRequest(current(), 'sendOtpSms');
		expect([method, path]).toEqual(['POST', `/v1/api/apps/${current().appId}/send_otp`]);
		expect(body).toEqual({
			senderNumber: 'HVCODE',
			recipientNumber: '85292110001',
			text: 'Your code is %s.',
			pin: '482913',
		});
		const [output] = json(result);
		expect(output).toEqual({
			sent: true,
			transactionId: current().state.sms[0].transactionID,
			serviceId: 'harbourvine.cinnox.com',
			status: true,
			otpToken: expect.stringMatching(/^1\./),
			otpExpiresAt: expect.any(String),
			senderNumber: 'HVCODE',
			recipientNumber: '85292110001',
			encoding: 'GSM-7',
			characters: 20,
			segments: 1,
			segmentsTotal: 1,
		});
		expect(JSON.stringify(result.run.data)).not.toContain('"pin"');
		expect(Date.parse(output.otpExpiresAt as string) - before).toBeGreaterThanOrEqual(600_000);
		expect(Date.parse(output.otpExpiresAt as string) - before).toBeLessThan(660_000);
		expect(result.items[0].pairedItem).toEqual({ item: 0 });
	});

	test('is sent from an untouched form with only the required fields filled in', async () => {
		const { senderNumber, recipientNumber, text, pin } = otp;
		const parameters = withDefaults({
			resource: 'sms',
			operation: 'sendOtp',
			senderNumber,
			recipientNumber,
			text,
			pin,
		});
		const { error } = await runNode({ parameters, credential: credentialOf(current()) });
		expect(error).toBeUndefined();
		expect(onlyRequest(current()).body).toMatchObject({ pin: '482913' });
	});

	test('is sent from a form in which only sender and recipient are filled in', async () => {
		const { senderNumber, recipientNumber } = otp;
		const parameters = withDefaults({
			resource: 'sms',
			operation: 'sendOtp',
			senderNumber,
			recipientNumber,
		});
		const { error } = await runNode({ parameters, credential: credentialOf(current()) });
		expect(error).toBeUndefined();
		expect(onlyRequest(current()).body).toMatchObject({
			text: 'Your code is %s',
			pin: expect.stringMatching(/^\d{6}$/),
		});
	});

	test('may have a PIN that is a number', async () => {
		await send({ pin: '={{ $json.pin }}' }, { items: [{ pin: 482913 }] });
		expect(onlyRequest(current()).body).toMatchObject({ pin: '482913' });
	});

	test('counts the PIN in place of %s', async () => {
		const [output] = json(await send({ text: `${'A'.repeat(152)}%s`, pin: '1234567890' }));
		expect(output).toMatchObject({ characters: 162, segments: 2 });
		expect(current().state.sms[0].segments).toBe(2);
	});

	test('may carry fields that the public pages do not show', async () => {
		await send({ options: { additionalBodyFields: '{"channel":"x","pin":"other"}' } });
		expect(onlyRequest(current()).body).toMatchObject({ channel: 'x', pin: '482913' });
	});
});

describe('a generated PIN', () => {
	test.each([
		[{}, /^\d{6}$/],
		[{ pinType: 'alphabetic', pinLength: 4 }, /^[A-Z]{4}$/],
		[{ pinType: 'alphanumeric', pinLength: 10 }, /^[\dA-Z]{10}$/],
	])('%j is sent, and known to the recipient only', async (changes, pattern) => {
		const result = await send({ pin: '', ...changes });
		const { pin } = onlyRequest(current()).body as { pin: string };
		expect(pin).toMatch(pattern);
		expect(JSON.stringify(result.run.data)).not.toContain(pin);
		expect(await verify(json(result)[0].otpToken, pin)).toEqual({ valid: true });
	});

	test('is another one for every item', async () => {
		await send({ pin: '', pinLength: 10 }, { items: Array.from({ length: 20 }, () => ({})) });
		const pins = sent(current()).map(({ body }) => (body as { pin: string }).pin);
		expect(new Set(pins).size).toBe(20);
	});
});

describe('the token', () => {
	test('fits its PIN only, in capitals or not', async () => {
		const [{ otpToken }] = json(await send({ pin: 'Ab12' }));
		expect(await verify(otpToken, 'Ab12')).toEqual({ valid: true });
		expect(await verify(otpToken, ' aB12 ')).toEqual({ valid: true });
		expect(await verify(otpToken, 'Ab13')).toEqual({ valid: false, reason: 'wrongPin' });
	});

	test('lives as long as Options say', async () => {
		const [{ otpExpiresAt }] = json(await send({ options: { validity: 1 } }));
		expect(Date.parse(otpExpiresAt as string) - Date.now()).toBeLessThanOrEqual(60_000);
	});
});

describe('a dry run', () => {
	test('sends nothing and makes no token', async () => {
		const [output] = json(await send({ options: { dryRun: true } }));
		expect(output).toEqual({
			sent: false,
			dryRun: true,
			senderNumber: 'HVCODE',
			recipientNumber: '85292110001',
			encoding: 'GSM-7',
			characters: 20,
			segments: 1,
			segmentsTotal: 1,
		});
		expect(sent(current())).toEqual([]);
	});
});

describe('before anything is sent', () => {
	test.each([
		['no sender', { senderNumber: byId('={{ "" }}') }, "'Sender Number' is empty"],
		['no recipient', { recipientNumber: '={{ "" }}' }, "'Recipient Number' is empty"],
		[
			'two recipients',
			{ recipientNumber: '85292110001,85292110002' },
			`'Recipient Number' can't be used: "85292110001,85292110002" holds characters that are no digits`,
		],
		[
			'a recipient with letters',
			{ recipientNumber: '8529111abcd' },
			`'Recipient Number' can't be used: "8529111abcd" holds letters`,
		],
		['an empty text', { text: '={{ "" }}' }, "'Text' is empty"],
		['a text without %s', { text: 'Your code is 482913' }, "'Text' has no %s"],
		['no PIN', { pin: '={{ "" }}' }, "'PIN' is empty"],
		[
			'a PIN longer than 10',
			{ pin: '12345678901' },
			"'PIN' has 11 characters, more than the 10 that CINNOX accepts",
		],
		[
			'a PIN with a dash',
			{ pin: '482-913' },
			"'PIN' holds other characters than digits and letters",
		],
		['a PIN Length of 3', { pin: '', pinLength: 3 }, "'PIN Length' is 3"],
		['a PIN Length of 11', { pin: '', pinLength: 11 }, "'PIN Length' is 11"],
		['no validity', { options: { validity: 0 } }, "'Valid for (Minutes)' is not a positive number"],
		[
			'a text that is too long',
			{ text: `${'A'.repeat(155)}%s`, options: { maxSegments: 1 } },
			"'Text' needs 2 SMS for each recipient, more than 'Maximum Segments' (1)",
		],
	])('%s is refused', async (_name, changes, message) => {
		const { error } = await send(changes);
		expect(error?.message).toBe(message);
		expect(error?.description).not.toBe('');
		expect(sent(current())).toEqual([]);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with several items the good ones are sent with %s',
		async (onError) => {
			const result = await send(
				{ pin: '={{ $json.pin }}' },
				{
					items: [{ pin: '1111' }, { pin: '12345678901' }, { pin: '3333' }],
					settings: { onError },
				},
			);
			expect(
				current()
					.state.sms.map(({ pin }) => pin)
					.sort(),
			).toEqual(['1111', '3333']);
			const bad = [...result.items, ...result.errorItems].filter(
				({ json: { error } }) => error !== undefined,
			);
			expect(bad).toHaveLength(1);
			expect(bad[0].json.error).toContain("'PIN' has 11 characters");
		},
	);
});

test('CINNOX refuses a plain number as the sender', async () => {
	const { error } = await send({ senderNumber: byId('85230018000') });
	expect(error?.message).toContain('CINNOX does not accept the sender number. ');
});
