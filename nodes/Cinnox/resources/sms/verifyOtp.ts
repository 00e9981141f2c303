import type { IDataObject } from 'n8n-workflow';

import { signingKeyOf } from '../../../transport/account';
import { toText } from '../../../values/text';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requireText } from '../../operation/parameters';
import { verifyOtpToken } from '../common/otp';

const otpToken: Field = {
	displayName: 'OTP Token',
	name: 'otpToken',
	type: 'string',
	// Useless without the PIN and the credential, but no reason to show it over someone's shoulder.
	typeOptions: { password: true },
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.otpToken }}',
	description: "The 'otpToken' that Send OTP put out when the PIN was sent",
};

const typedPin: Field = {
	displayName: 'Typed PIN',
	name: 'typedPin',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 482913',
	description: 'The PIN as the person typed it. Spaces around it do not matter.',
};

/** CINNOX has no call to check an OTP, so this happens in n8n and sends nothing. */
export const verifyOtp: Operation = {
	name: 'Verify OTP',
	value: 'verifyOtp',
	action: 'Verify OTP',
	description: 'Check a PIN that a person typed against the one that was sent',
	documented: true,
	gives: { adds: { valid: 'boolean', reason: 'string' } },
	fields: [otpToken, typedPin],
	run: verify,
};

async function verify(item: Item): Promise<IDataObject[]> {
	const token = requireText(item, 'otpToken', 'OTP Token');
	const typed = toText(item.parameter<unknown>('typedPin', '')).trim();
	return [{ ...verifyOtpToken(signingKeyOf(item.run.account), token, typed, Date.now()) }];
}
