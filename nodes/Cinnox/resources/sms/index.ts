import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { send } from './send';
import { sendOtp } from './sendOtp';
import { verifyOtp } from './verifyOtp';

export const sms: Resource = {
	name: 'SMS',
	value: 'sms',
	operations: [send, sendOtp, verifyOtp, getAll],
};
