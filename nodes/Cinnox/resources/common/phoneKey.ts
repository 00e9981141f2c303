import { readPhoneNumber } from '../../../values/phone';
import { toText } from '../../../values/text';

/**
 * What two spellings of one stored phone number have in common: its digits. A sender ID of letters is
 * the same in capitals.
 */
export function numberKey(value: unknown): string {
	const text = toText(value).trim();
	const digits = text.replace(/\D/g, '');
	return digits === '' || /[a-z]/i.test(text) ? text.toLowerCase() : digits;
}

/**
 * `numberKey` of what a person wrote, which may have 00 in place of the plus sign, say.
 *
 * @param defaultCountry where a number without a country code belongs
 */
export function toNumberKey(value: unknown, defaultCountry?: string): string {
	const read = readPhoneNumber(value, { defaultCountry, allowUnknown: true });
	return 'number' in read ? read.number : numberKey(value);
}
