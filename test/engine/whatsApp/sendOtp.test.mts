import { expect, test } from 'vitest';

import { json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

const parameters = {
	whatsAppSender: '+852 3000 1234',
	recipientNumber: '85291234567',
	templateId: 'template1',
	pin: '482913',
};

test('sends the PIN into text and button of the template', async () => {
	const result = await runOperation(simulator(), 'whatsApp:sendOtp', parameters);

	const request = onlyRequest(simulator());
	expect([request.method, request.path]).toEqual([
		'POST',
		`/v1/api/apps/${simulator().appId}/general/operate/send-whatsapp-message`,
	]);
	expect(request.body).toEqual({
		sourceId: '85230001234@WHATSAPP',
		templateId: 'template1',
		target: '+85291234567',
		waValues: { body: ['482913'], button: ['482913'] },
	});
	expect(json(result)).toEqual([
		{
			sent: true,
			cid: simulator().state.whatsApp[0].cid,
			otpToken: expect.any(String),
			otpExpiresAt: expect.any(String),
			senderNumber: '85230001234',
			recipientNumber: '85291234567',
			templateId: 'template1',
		},
	]);
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('takes a whole source ID and further body fields', async () => {
	await runOperation(simulator(), 'whatsApp:sendOtp', {
		...parameters,
		whatsAppSender: '85230001234@whatsapp',
		options: { additionalBodyFields: '{ "language": "en" }' },
	});

	expect(onlyRequest(simulator()).body).toMatchObject({
		sourceId: '85230001234@WHATSAPP',
		language: 'en',
	});
});

test('generates a PIN that only the recipient sees, and that Verify OTP accepts', async () => {
	const result = await runOperation(simulator(), 'whatsApp:sendOtp', {
		...parameters,
		pin: '',
		pinType: 'alphanumeric',
		pinLength: 8,
	});

	const body = onlyRequest(simulator()).body as { waValues: { body: string[]; button: string[] } };
	const [pin] = body.waValues.body;
	expect(pin).toMatch(/^[0-9A-Z]{8}$/);
	expect(body.waValues.button).toEqual([pin]);
	expect(JSON.stringify(result.items)).not.toContain(pin);

	const verify = async (typedPin: string) =>
		json(
			await runOperation(simulator(), 'sms:verifyOtp', {
				otpToken: json(result)[0].otpToken as string,
				typedPin,
			}),
		)[0];
	expect(await verify(pin)).toEqual({ valid: true });
	expect(await verify('12345678')).toEqual({ valid: false, reason: 'wrongPin' });
});

test('sends nothing in a dry run', async () => {
	const result = await runOperation(simulator(), 'whatsApp:sendOtp', {
		...parameters,
		options: { dryRun: true },
	});

	expect(sent(simulator())).toEqual([]);
	expect(json(result)[0]).toMatchObject({ sent: false, dryRun: true });
	expect(JSON.stringify(result.items)).not.toContain('482913');
});

test.each([
	[{ whatsAppSender: 'CINNOX' }, `'Sender WhatsApp Number' can't be used: "CINNOX" holds letters`],
	[{ whatsAppSender: '={{ $json.no }}' }, "'Sender WhatsApp Number' is empty"],
	[{ recipientNumber: '12x' }, `'Recipient Number' can't be used: "12x" holds letters`],
	[{ templateId: '={{ $json.no }}' }, "'Template ID' is empty"],
	[{ pin: '12345678901' }, "'PIN' has 11 characters, more than the 10 that CINNOX accepts"],
	[{ options: { validity: 0 } }, "'Valid for (Minutes)' is not a positive number"],
])('refuses %j before anything is sent', async (changes, message) => {
	const result = await runOperation(simulator(), 'whatsApp:sendOtp', { ...parameters, ...changes });

	expect(result.error?.message).toBe(message);
	expect(result.error?.description).toBeTruthy();
	expect(sent(simulator())).toEqual([]);
});

test('sends the others with Continue On Fail', async () => {
	const result = await runOperation(
		simulator(),
		'whatsApp:sendOtp',
		{ ...parameters, recipientNumber: '={{ $json.to }}' },
		{
			items: [{ to: 'x' }, { to: '85291234567' }],
			settings: { onError: 'continueRegularOutput' },
		},
	);

	expect(json(result)[0].error).toContain("'Recipient Number' can't be used");
	expect(json(result)[1]).toMatchObject({ sent: true, recipientNumber: '85291234567' });
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(simulator().state.whatsApp).toHaveLength(1);
});

test('is sent once, whatever breaks', async () => {
	simulator().faults.add({ kind: 'dropAfter' });
	const result = await runOperation(simulator(), 'whatsApp:sendOtp', parameters, {
		settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 10 },
	});

	expect(result.error?.message).toContain(
		'CINNOX may have sent this text; do not send it again before looking it up. The connection to CINNOX broke. ',
	);
	expect(simulator().state.whatsApp).toHaveLength(1);
});
