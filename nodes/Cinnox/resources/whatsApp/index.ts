import type { Resource } from '../../shared/operation';
import { sendOtp } from './sendOtp';

export const whatsApp: Resource = {
	name: 'WhatsApp',
	value: 'whatsApp',
	operations: [sendOtp],
};
