import type { Resource } from '../../operation/definition';
import { sendOtp } from './sendOtp';

export const whatsApp: Resource = {
	name: 'WhatsApp',
	value: 'whatsApp',
	description: 'One-time passwords by WhatsApp',
	operations: [sendOtp],
};
