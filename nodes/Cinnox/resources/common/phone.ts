import type { PhoneOptions } from '../../../values/phone';
import { countries, readPhoneNumber } from '../../../values/phone';
import { refuse, shorten } from '../../../values/refusal';
import { toText } from '../../../values/text';
import type { Field } from '../../operation/definition';
import type { Item } from '../../operation/item';

export const defaultCountry: Field = {
	displayName: 'Default Country',
	name: 'defaultCountry',
	type: 'options',
	options: [{ name: 'As in the Credential', value: '' }, ...countries],
	default: '',
	description:
		'Where numbers without a country code belong. A number with + or 00 in front is never one of them; write it so where it can be mistaken for a local one.',
};

export const allowUnknownNumbers: Field = {
	displayName: 'Allow Unknown Numbers',
	name: 'allowUnknownNumbers',
	type: 'boolean',
	default: false,
	description:
		'Whether to take numbers that no numbering plan has. Only for numbers of a plan that is newer than this node: CINNOX gets them as they are.',
};

/** What an operation that takes phone numbers shows under Options. */
export const phoneOptions = [allowUnknownNumbers, defaultCountry];

/** Options > Default Country, else the credential's, and Options > Allow Unknown Numbers. */
export function readPhoneOptions({ parameter, run }: Item): PhoneOptions {
	return {
		defaultCountry:
			parameter<string | undefined>(`options.${defaultCountry.name}`) ?? run.account.defaultCountry,
		allowUnknown: parameter<boolean>(`options.${allowUnknownNumbers.name}`, false),
	};
}

/**
 * A number in digits, its country code first.
 *
 * @param displayName of the parameter, for the refusal
 * @param own what holds besides the item's options, and the position in the list, from 1
 * @throws UserError when it can't be a phone number
 */
export function requirePhone(
	item: Item,
	displayName: string,
	written: unknown,
	{ position, ...own }: Pick<PhoneOptions, 'allowUnknown'> & { position?: number } = {},
): string {
	const read = readPhoneNumber(written, { ...readPhoneOptions(item), ...own });
	if ('number' in read) return read.number;
	const quoted = `"${shorten(toText(written).trim())}"`;
	const which = position === undefined ? quoted : `number ${position} (${quoted})`;
	throw refuse(`'${displayName}' can't be used: ${which} ${read.reason}`, read.advice);
}
