import type * as nodeCrypto from 'node:crypto';
import { createHmac, timingSafeEqual } from 'node:crypto';

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Item } from '../../../nodes/Cinnox/operation/item.ts';
import {
	generatePin,
	readPin,
	readValidity,
	signOtp,
	verifyOtpToken,
} from '../../../nodes/Cinnox/resources/common/otp.ts';

vi.mock('node:crypto', async (importOriginal) => {
	const crypto = await importOriginal<typeof nodeCrypto>();
	return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

const key = createHmac('sha256', 'token').update('test').digest();
const now = Date.parse('2026-01-31T12:00:00Z');
const pin = fc.stringMatching(/^[0-9A-Z]{4,10}$/);

const itemWith = (parameters: Record<string, unknown>) =>
	({
		parameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
	}) as unknown as Item;

afterEach(() => vi.clearAllMocks());

describe('an OTP token', () => {
	it('accepts its PIN until it expires, in capitals or not', () => {
		fc.assert(
			fc.property(pin, fc.integer({ min: 1, max: 10_000 }), (secret, minutes) => {
				const { otpToken, otpExpiresAt } = signOtp(key, secret, minutes, now);
				expect(Date.parse(otpExpiresAt)).toBe(now + minutes * 60_000);
				for (const typed of [secret, secret.toLowerCase()]) {
					expect(verifyOtpToken(key, otpToken, typed, now)).toEqual({ valid: true });
					expect(verifyOtpToken(key, otpToken, typed, now + minutes * 60_000)).toEqual({
						valid: true,
					});
				}
				expect(verifyOtpToken(key, otpToken, secret, now + minutes * 60_000 + 1)).toEqual({
					valid: false,
					reason: 'expired',
				});
			}),
		);
	});

	it('accepts no other PIN, and does not tell a guesser that it has expired', () => {
		fc.assert(
			fc.property(pin, fc.oneof(pin, fc.string()), (secret, typed) => {
				fc.pre(typed.toUpperCase() !== secret.toUpperCase());
				const { otpToken } = signOtp(key, secret, 1, now);
				for (const later of [0, 3_600_000]) {
					expect(verifyOtpToken(key, otpToken, typed, now + later)).toEqual({
						valid: false,
						reason: 'wrongPin',
					});
				}
			}),
		);
	});

	it('is worth nothing once any character of it was changed, added or removed', () => {
		fc.assert(
			fc.property(
				pin,
				fc.nat(),
				fc.constantFrom(...'0123456789abcXYZ-_. '),
				fc.constantFrom('replace', 'insert', 'remove'),
				(secret, place, character, how) => {
					const { otpToken } = signOtp(key, secret, 10, now);
					const at = place % otpToken.length;
					const changed =
						otpToken.slice(0, at) +
						(how === 'remove' ? '' : character) +
						otpToken.slice(how === 'insert' ? at : at + 1);
					fc.pre(changed !== otpToken);
					expect(verifyOtpToken(key, changed, secret, now).valid).toBe(false);
				},
			),
			{ numRuns: 1_000 },
		);
	});

	it('can not be given a longer life', () => {
		const { otpToken } = signOtp(key, '482913', 1, now);
		const [version, expires, ...rest] = otpToken.split('.');
		const longer = [version, String(Number(expires) + 3_600_000), ...rest].join('.');
		expect(verifyOtpToken(key, longer, '482913', now + 120_000)).toEqual({
			valid: false,
			reason: 'wrongPin',
		});
	});

	it('belongs to one App Token', () => {
		const { otpToken } = signOtp(key, '482913', 10, now);
		const other = createHmac('sha256', 'other').update('test').digest();
		expect(verifyOtpToken(other, otpToken, '482913', now)).toEqual({
			valid: false,
			reason: 'wrongPin',
		});
	});

	it('never looks the same twice, and holds no PIN', () => {
		const tokens = Array.from({ length: 100 }, () => signOtp(key, '482913', 10, now).otpToken);
		expect(new Set(tokens).size).toBe(100);
		expect(tokens.filter((token) => token.includes('482913'))).toEqual([]);
	});

	it('may be any text without an exception', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.string({ unit: 'binary' }),
					fc.stringMatching(/^1\.\d{1,16}\.[\w-]{16}\.[\w-]{43}$/),
				),
				fc.string(),
				(token, typed) => {
					expect(verifyOtpToken(key, token, typed, now).valid).toBe(false);
				},
			),
		);
	});

	it('is compared in constant time, over its whole length', () => {
		const { otpToken } = signOtp(key, '482913', 10, now);
		for (const typed of ['482913', '482914', '', 'x'.repeat(1_000)])
			verifyOtpToken(key, otpToken, typed, now);
		expect(vi.mocked(timingSafeEqual)).toHaveBeenCalledTimes(4);
		for (const [a, b] of vi.mocked(timingSafeEqual).mock.calls)
			expect([a.byteLength, b.byteLength]).toEqual([43, 43]);
	});
});

describe('a generated PIN', () => {
	it.each([
		['numeric', /^\d+$/, 10],
		['alphabetic', /^[A-Z]+$/, 26],
		['alphanumeric', /^[\dA-Z]+$/, 36],
	])('of the kind %s uses its whole alphabet evenly', (pinType, pattern, letters) => {
		const counts = new Map<string, number>();
		for (let round = 0; round < 3_000; round += 1) {
			const secret = generatePin(itemWith({ pinType, pinLength: 10 }));
			expect(secret).toHaveLength(10);
			expect(secret).toMatch(pattern);
			for (const letter of secret) counts.set(letter, (counts.get(letter) ?? 0) + 1);
		}
		expect(counts.size).toBe(letters);
		const expected = 30_000 / letters;
		for (const count of counts.values())
			expect(Math.abs(count - expected) / expected).toBeLessThan(0.3);
	});

	it.each([3, 11, 4.5, 'six', -1])('has no length of %j', (pinLength) => {
		expect(() => generatePin(itemWith({ pinLength }))).toThrow("'PIN Length' is");
	});
});

describe('a given PIN', () => {
	it.each([
		['482913', '482913'],
		[' 482913 ', '482913'],
		[482913, '482913'],
		['Ab12', 'Ab12'],
		['1234567890', '1234567890'],
	])('%j is %s', (given, secret) => {
		expect(readPin(itemWith({ pin: given }))).toBe(secret);
	});

	it.each([
		['', "'PIN' is empty"],
		['  ', "'PIN' is empty"],
		['12345678901', "'PIN' has 11 characters, more than the 10"],
		['12 34', "'PIN' holds other characters"],
		['12€4', "'PIN' holds other characters"],
		[{}, "'PIN' is empty"],
	])('%j is refused', (given, message) => {
		expect(() => readPin(itemWith({ pin: given }))).toThrow(message);
	});
});

it.each([0, -1, 'x', Number.NaN, Infinity])('a validity of %j minutes is refused', (validity) => {
	expect(() => readValidity(itemWith({ 'options.validity': validity }))).toThrow(
		"'Valid for (Minutes)'",
	);
});
