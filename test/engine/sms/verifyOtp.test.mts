import { createHmac } from 'node:crypto';

import { expect, test } from 'vitest';

import type { NodeRun } from '../harness.mts';
import { json, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();

/** A token as Send OTP makes it, independent of the code under test. */
function tokenFor(pin: string, expires: number, appToken = current().appToken): string {
	const key = createHmac('sha256', appToken).update('n8n-nodes-cinnox').digest();
	const payload = `1.${expires}.${'A'.repeat(16)}`;
	return `${payload}.${createHmac('sha256', key).update(`${payload}.${pin.toUpperCase()}`).digest('base64url')}`;
}

const later = () => Date.now() + 60_000;
const verify = async (
	parameters: NodeRun['parameters'],
	rest: Parameters<typeof runOperation>[3] = {},
) => await runOperation(current(), 'sms:verifyOtp', parameters, rest);

test.each([
	['the right PIN', '482913', '482913', { valid: true }],
	['spaces around it', '482913', ' 482913\n', { valid: true }],
	['a number', '482913', '={{ 482913 }}', { valid: true }],
	['lower case', 'AB12', 'ab12', { valid: true }],
	['a wrong PIN', '482913', '482914', { valid: false, reason: 'wrongPin' }],
	['no PIN', '482913', '={{ "" }}', { valid: false, reason: 'wrongPin' }],
])('%s', async (_name, pin, typedPin, output) => {
	const result = await verify({ otpToken: tokenFor(pin, later()), typedPin });
	expect(json(result)).toEqual([output]);
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
	expect(sent(current())).toEqual([]);
});

test('a token that has expired', async () => {
	const otpToken = tokenFor('482913', Date.now() - 1);
	expect(json(await verify({ otpToken, typedPin: '482913' }))).toEqual([
		{ valid: false, reason: 'expired' },
	]);
	expect(json(await verify({ otpToken, typedPin: '1' }))).toEqual([
		{ valid: false, reason: 'wrongPin' },
	]);
});

test('a token of another App', async () => {
	const otpToken = tokenFor('482913', later(), 'other token');
	expect(json(await verify({ otpToken, typedPin: '482913' }))).toEqual([
		{ valid: false, reason: 'wrongPin' },
	]);
});

test('something that is no token', async () => {
	expect(json(await verify({ otpToken: 'hello', typedPin: '1' }))).toEqual([
		{ valid: false, reason: 'malformedToken' },
	]);
});

test('no token at all is refused', async () => {
	const { error } = await verify({ otpToken: '={{ "" }}', typedPin: '1' });
	expect(error?.message).toBe("'OTP Token' is empty");
});

test('several items each get their own answer', async () => {
	const items = [
		{ token: tokenFor('1111', later()), typed: '1111' },
		{ token: '', typed: '1111' },
		{ token: tokenFor('1111', later()), typed: '2222' },
	];
	const result = await verify(
		{ otpToken: '={{ $json.token }}', typedPin: '={{ $json.typed }}' },
		{ items, settings: { onError: 'continueRegularOutput' } },
	);
	expect(json(result)).toMatchObject([
		{ valid: true },
		{ error: "'OTP Token' is empty" },
		{ valid: false, reason: 'wrongPin' },
	]);
	expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 2].map((item) => ({ item })),
	);
});
