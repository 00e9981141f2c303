import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { requireText } from '../../shared/checks';
import type { Call, Operation } from '../../shared/operation';
import { verifyOtpToken } from '../../shared/otp';
import { toText } from '../../shared/text';

const otpToken: INodeProperties = {
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

const typedPin: INodeProperties = {
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
	fields: [otpToken, typedPin],
	run: verify,
};

async function verify(call: Call): Promise<IDataObject[]> {
	const token = requireText(call, 'otpToken', 'OTP Token');
	const typed = toText(call.parameter<unknown>('typedPin', '')).trim();
	return [{ ...verifyOtpToken(call.signingKey(), token, typed, Date.now()) }];
}
