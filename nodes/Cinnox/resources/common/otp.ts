import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { signingKeyOf } from '../../../transport/account';
import { refuse } from '../../../values/refusal';
import { toText } from '../../../values/text';
import type { Item } from '../../operation/item';
import { isDryRun } from './messaging';

import type { Field } from '../../operation/definition';

/** https://docs.cinnox.com/docs/send-otp-sms */
export const LONGEST_PIN = 10;

const ALPHABETS = {
	numeric: '0123456789',
	alphabetic: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
	alphanumeric: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
} as const;

const pin: Field = {
	displayName: 'PIN',
	name: 'pin',
	type: 'string',
	default: '',
	placeholder: 'Generated when empty',
	description:
		'Empty = a random one that only the recipient sees; check it with Verify OTP. A PIN of your own has digits or letters, 10 at most.',
};

/** As long as no PIN is given; null is what a cleared field may hold. */
const isGenerated = { show: { [pin.name]: ['', null] } };

const pinType: Field = {
	displayName: 'PIN Type',
	name: 'pinType',
	type: 'options',
	displayOptions: isGenerated,
	options: [
		{ name: 'Alphabetic', value: 'alphabetic', description: 'Capital letters' },
		{ name: 'Alphanumeric', value: 'alphanumeric', description: 'Digits and capital letters' },
		{ name: 'Numeric', value: 'numeric', description: 'Digits' },
	],
	default: 'numeric',
	description: 'What the generated PIN is made of',
};

const pinLength: Field = {
	displayName: 'PIN Length',
	name: 'pinLength',
	type: 'number',
	displayOptions: isGenerated,
	typeOptions: { minValue: 4, maxValue: LONGEST_PIN, numberPrecision: 0 },
	default: 6,
	description: 'How many characters the generated PIN has, from 4 to 10',
};

export const validity: Field = {
	displayName: 'Valid for (Minutes)',
	name: 'validity',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 10,
	description: 'How long Verify OTP accepts the PIN, in whole minutes, a week at most',
};

/** In the order in which a person sees them. */
export const pinFields = [pin, pinType, pinLength];

/** A PIN to send, and how long Verify OTP is to accept it. */
export interface Otp {
	secret: string;
	minutes: number;
}

/** What comes out besides CINNOX's answer and what was asked for. */
export const givesOtp = { otpToken: 'string', otpExpiresAt: 'string' } as const;

/** @throws UserError when the PIN or its validity can't be used */
export function readOtp(item: Item): Otp {
	const isGiven = toText(item.parameter<unknown>(pin.name, '')).trim() !== '';
	// An expression that was to give one and gave none is a mistake, not a wish.
	return {
		secret: isGiven || item.hasExpression(pin.name) ? readPin(item) : generatePin(item),
		minutes: readValidity(item),
	};
}

/** What Send OTP prepared: the PIN, and what the output says besides CINNOX's answer. */
export interface PreparedOtp extends Otp {
	summary: IDataObject;
}

/** Sends the draft, or only says what would be sent (Options > Dry Run). */
export async function sendOtpDraft(
	item: Item,
	{ secret, minutes, summary }: PreparedOtp,
	readResult: (result: unknown) => IDataObject,
): Promise<IDataObject[]> {
	if (isDryRun(item)) return [{ sent: false, dryRun: true, ...summary }];
	// Before it is sent: nothing may throw between what CINNOX accepted and what is put out.
	const signed = signOtp(signingKeyOf(item.run.account), secret, minutes);
	const answer = await item.once(async () => {
		const { result } = await item.send();
		return { ...readResult(result), ...signed };
	});
	return [{ sent: true, ...answer, ...summary }];
}

/** @throws UserError when the PIN is empty, too long, or not made of digits and letters */
export function readPin(item: Item): string {
	const value = toText(item.parameter<unknown>('pin', '')).trim();
	if (value === '') {
		throw refuse(
			"'PIN' is empty",
			"Check that the expression in 'PIN' gives one for this item, or empty the field to have PINs generated",
		);
	}
	if (value.length > LONGEST_PIN) {
		throw refuse(
			`'PIN' has ${value.length} characters, more than the ${LONGEST_PIN} that CINNOX accepts`,
			"Shorten 'PIN'",
		);
	}
	if (!/^[a-z\d]+$/i.test(value)) {
		throw refuse("'PIN' holds other characters than digits and letters", "Change 'PIN'");
	}
	return value;
}

/** A PIN from the operating system's random numbers, each character as likely as every other. */
export function generatePin(item: Item): string {
	const length = Number(item.parameter<number>('pinLength', 6));
	if (!Number.isInteger(length) || length < 4 || length > LONGEST_PIN) {
		throw refuse(
			`'PIN Length' is ${length}`,
			`Set 'PIN Length' to a whole number from 4 to ${LONGEST_PIN}`,
		);
	}
	const alphabet = ALPHABETS[item.parameter<keyof typeof ALPHABETS>('pinType', 'numeric')];
	return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** A PIN that is good for longer is no one-time password; in minutes. */
const LONGEST_VALIDITY = 7 * 24 * 60;

/** Minutes. @throws UserError when it is no whole number from 1 to a week */
export function readValidity(item: Item): number {
	const minutes = Number(item.parameter<unknown>(`options.${validity.name}`, 10));
	const isPositive = Number.isFinite(minutes) && minutes > 0;
	if (isPositive && Number.isInteger(minutes) && minutes <= LONGEST_VALIDITY) return minutes;
	throw refuse(
		`'Valid for (Minutes)' is not a ${isPositive ? 'whole number of minutes up to a week' : 'positive number'}`,
		"Set 'Valid for (Minutes)' to 1 or more",
	);
}

/**
 * A token that proves later which PIN was sent, without holding it: expiry and a random salt in the
 * clear, and an HMAC over both and the PIN that can't be computed, or tried out, without the key.
 */
export function signOtp(
	key: Buffer,
	secret: string,
	minutes: number,
	now = Date.now(),
): { otpToken: string; otpExpiresAt: string } {
	const expires = now + minutes * 60_000;
	const payload = `1.${expires}.${randomBytes(12).toString('base64url')}`;
	return {
		otpToken: `${payload}.${seal(key, payload, secret)}`,
		otpExpiresAt: new Date(expires).toISOString(),
	};
}

/**
 * Whether `typed` is the PIN that `token` was made for.
 *
 * The comparison takes the same time wherever the difference is. Letters may be typed in lower case.
 *
 * @param now milliseconds since 1970
 */
export function verifyOtpToken(
	key: Buffer,
	token: string,
	typed: string,
	now: number,
): IDataObject & { valid: boolean; reason?: string } {
	const match = /^(1\.(\d{1,16})\.[\w-]{16})\.([\w-]{43})$/.exec(token);
	if (match === null) return { valid: false, reason: 'malformedToken' };
	const [, payload, expires, sealed] = match;
	const same = timingSafeEqual(Buffer.from(seal(key, payload, typed)), Buffer.from(sealed));
	if (!same) return { valid: false, reason: 'wrongPin' };
	if (now > Number(expires)) return { valid: false, reason: 'expired' };
	return { valid: true };
}

function seal(key: Buffer, payload: string, secret: string): string {
	return createHmac('sha256', key).update(`${payload}.${secret.toUpperCase()}`).digest('base64url');
}
