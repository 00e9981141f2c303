import type { Resource } from '../shared/operation';
import { call } from './call';
import { campaign } from './campaign';
import { channelType } from './channelType';
import { conference } from './conference';
import { enquiry } from './enquiry';
import { label } from './label';
import { message } from './message';
import { recording } from './recording';
import { sms } from './sms';

export const resources: Resource[] = [
	sms,
	message,
	enquiry,
	call,
	conference,
	recording,
	campaign,
	channelType,
	label,
];
