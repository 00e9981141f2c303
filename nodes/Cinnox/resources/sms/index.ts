import type { Resource } from '../../operation/definition';
import { getAll } from './getAll';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendOtp } from './sendOtp';
import { verifyOtp } from './verifyOtp';
import { waitForDelivery } from './waitForDelivery';
import { waitForReply } from './waitForReply';

export const sms: Resource = {
	name: 'SMS',
	value: 'sms',
	description: 'Text messages and one-time passwords to phones, and the report of them',
	operations: [send, sendAndWait, sendOtp, verifyOtp, waitForReply, waitForDelivery, getAll],
};
