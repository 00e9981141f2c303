import type { Resource } from '../operation/definition';
import { account } from './account';
import { call } from './call';
import { campaign } from './campaign';
import { channelType } from './channelType';
import { conference } from './conference';
import { contact } from './contact';
import { customApi } from './customApi';
import { destination } from './destination';
import { enquiry } from './enquiry';
import { eventSubscription } from './eventSubscription';
import { label } from './label';
import { language } from './language';
import { location } from './location';
import { message } from './message';
import { number } from './number';
import { recording } from './recording';
import { sms } from './sms';
import { staff } from './staff';
import { tag } from './tag';
import { whatsApp } from './whatsApp';

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
	whatsApp,
	number,
	contact,
	staff,
	destination,
	tag,
	location,
	language,
	eventSubscription,
	account,
	customApi,
];
