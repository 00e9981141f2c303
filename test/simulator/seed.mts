import type { Row } from './json.mts';
import { intAt, pickAt, randomAt } from './random.mts';

/**
 * A fictional contact centre: Harbour & Vine Travel with desks in Hong Kong, Singapore and London. All rows follow from
 * their index alone. Spellings and types vary from row to row where the public pages contradict each other
 * (`id` or `_id`, phone numbers as Number or as text), so that a reader has to cope with both.
 */

/** The service account that all rows belong to. */
export const SERVICE_ID = 'harbourvine.cinnox.com';

/** Days before the simulator's clock over which report rows are spread. */
export const REPORT_DAYS = 30;

/** What an ID stands for; part of the ID itself, so that an ID leads back to its row without an index. */
const KINDS = {
	enquiry: 0xe1,
	enquiryRecord: 0xe2,
	room: 0xe3,
	visitor: 0xe4,
	message: 0xe5,
	call: 0xc1,
	callRecord: 0xc2,
	conference: 0xc3,
	sms: 0x51,
	transaction: 0x52,
	campaign: 0xca,
	contact: 0xc0,
	staff: 0x57,
	destination: 0xd1,
	tag: 0x7a,
	label: 0x1a,
	activity: 0xac,
	file: 0xf1,
	channel: 0xc4,
	inboundSms: 0x5a,
} as const;

export type Kind = keyof typeof KINDS;

const hex = (value: number, digits: number): string =>
	Math.floor(value).toString(16).padStart(digits, '0');

/** ID with 24 hex digits, as document databases make them. */
export function idOf(kind: Kind, index: number): string {
	const number = KINDS[kind];
	const noise = hex(randomAt(number, index) * 2 ** 32, 8);
	return `${noise}${hex(number, 4)}${noise.slice(2, 6)}${hex(index, 8)}`;
}

/** The index inside an ID, or -1 where it is no ID of this kind. */
export function indexOfId(kind: Kind, id: string): number {
	const index = Number.parseInt(id.slice(16), 16);
	return Number.isInteger(index) && idOf(kind, index) === id ? index : -1;
}

/** Time of report row `index` in milliseconds; falls strictly with the index. */
export function rowTime(now: number, rows: number, index: number): number {
	const step = (REPORT_DAYS * 86_400_000) / rows;
	return Math.floor(now - (index + 0.05 + randomAt(1, index) * 0.9) * step);
}

export const iso = (time: number): string => new Date(time).toISOString();

/** YYYYMMDD or YYYY/MM/DD of a time, in UTC. */
const day = (time: number, separator = ''): string =>
	iso(time).slice(0, 10).replaceAll('-', separator);

// -------------------------------------------------------------------------------------------------------- names

const FIRST_NAMES = [
	'Mei',
	'Wing',
	'Ka Yan',
	'Chi Ho',
	'Amelia',
	'Oliver',
	'Priya',
	'Arjun',
	'Siti',
	'Hafiz',
	'Sophie',
	'George',
	'Yuki',
	'Daniel',
	'Grace',
	'Isaac',
] as const;
const LAST_NAMES = [
	'Chan',
	'Wong',
	'Cheung',
	'Lam',
	'Tan',
	'Lim',
	'Ng',
	'Singh',
	'Rahman',
	'Clarke',
	'Hughes',
	'Patel',
	'Whitfield',
	'Okafor',
	'Sato',
	'Ho',
] as const;
/** Employers of contacts; the last one has none. */
export const COMPANIES = [
	'Peak Tram Tours',
	'Lion City Logistics',
	'Kowloon Ceramics',
	'Thames Rowing Club',
	'Orchard Books',
	'',
] as const;
const CITIES = {
	HK: { country: 'HK', region: 'Hong Kong', city: 'Kowloon', province: 'Kowloon' },
	SG: { country: 'SG', region: 'Singapore', city: 'Singapore', province: 'Central' },
	GB: { country: 'GB', region: 'England', city: 'London', province: 'Greater London' },
} as const;
const COUNTRIES = ['HK', 'HK', 'HK', 'SG', 'SG', 'GB'] as const;
const LANGUAGE_OF = { HK: 'zh:Chinese', SG: 'en:English', GB: 'en:English' } as const;

type Country = keyof typeof CITIES;

export interface Person {
	firstName: string;
	lastName: string;
	country: Country;
	/** Country code and number, digits only. */
	phone: string;
	email: string;
}

/** Mobile numbers that the country's numbering plan has. */
const MOBILE: Record<Country, (index: number) => string> = {
	HK: (index) => `8529${pickAt(4, index, ['2', '3', '5', '8'])}${digitsBelow(index, 900_000)}`,
	SG: (index) => `659${digitsBelow(index, 9_000_000)}`,
	GB: (index) => `4479111${digitsBelow(index, 100_000)}`,
};

/** A number below a limit, with as many digits as the limit's predecessor has. */
const digitsBelow = (index: number, limit: number): string =>
	String(intAt(3, index, limit)).padStart(String(limit - 1).length, '0');

/** A member of the public; the same index is always the same person. */
export function personAt(index: number): Person {
	const firstName = pickAt(11, index, FIRST_NAMES);
	const lastName = pickAt(12, index, LAST_NAMES);
	const country = pickAt(13, index, COUNTRIES);
	return {
		firstName,
		lastName,
		country,
		phone: MOBILE[country](index),
		email: `${firstName}.${lastName}${index}@example.com`.toLowerCase().replaceAll(' ', ''),
	};
}

/** A phone number the way one table types it (Number) or another shows it (text with a plus sign). */
export const phoneField = (digits: string, asNumber: boolean): string | number =>
	asNumber ? Number(digits) : `+${digits}`;

// -------------------------------------------------------------------------------------------------------- account

const ownNumber = (
	number: string,
	type: string,
	country: string,
	name: string,
	supportSMS: boolean,
	supportCall: boolean,
) => ({
	serviceID: SERVICE_ID,
	number,
	type,
	country: [country],
	expireDate: '2029-12-31T00:00:00.000Z',
	name,
	supportSMS,
	supportCall,
});

export type OwnNumber = ReturnType<typeof ownNumber>;

/** Numbers and sender IDs of the service. */
export const NUMBERS: readonly OwnNumber[] = [
	ownNumber('85230018000', 'DID', 'HK', 'Hong Kong reservations', true, true),
	ownNumber('85230018001', 'DID', 'HK', 'Hong Kong support', true, true),
	ownNumber('6531290000', 'DID', 'SG', 'Singapore desk', true, true),
	ownNumber('442079460018', 'DID', 'GB', 'London desk', true, true),
	ownNumber('852800960000', 'TF', 'HK', 'Hong Kong freephone', false, true),
	ownNumber('448081570180', 'TF', 'GB', 'UK freephone', false, true),
	ownNumber('HARBOURVINE', 'SID', 'HK', 'Sender ID for notices', true, false),
	ownNumber('HVCODE', 'SID', 'SG', 'Sender ID for one-time passwords', true, false),
];

const STAFF_SEED = [
	['Mei', 'Chan', 'Administrator', 'Head of Service'],
	['Daniel', 'Lim', 'Supervisor', 'Team Lead Singapore'],
	['Sophie', 'Clarke', 'Supervisor', 'Team Lead London'],
	['Chi Ho', 'Wong', 'Agent', 'Travel Consultant'],
	['Priya', 'Singh', 'Agent', 'Travel Consultant'],
	['Hafiz', 'Rahman', 'Agent', 'Travel Consultant'],
	['Grace', 'Ho', 'Agent', 'Claims Specialist'],
	['George', 'Whitfield', 'Agent', 'Claims Specialist'],
	['Ka Yan', 'Lam', 'Agent', 'Travel Consultant'],
	['Isaac', 'Okafor', 'Agent', 'Night Desk'],
	['Yuki', 'Sato', 'Agent', 'Night Desk'],
	['Amelia', 'Hughes', 'Agent', 'Trainee'],
] as const;

/** Staff accounts; the last one is not activated, the one before it suspended. */
export const STAFF = STAFF_SEED.map(([firstName, lastName, role, jobTitle], index) => ({
	id: idOf('staff', index),
	status: index === 11 ? 'Not activated' : index === 10 ? 'Suspended' : 'Activated',
	firstName,
	lastName,
	email: `${firstName}.${lastName}@harbourvine.example`.toLowerCase().replaceAll(' ', ''),
	phone: phoneField(`85230018${100 + index}`, index % 2 === 1),
	role,
	dataScope: role === 'Agent' ? 'Own' : 'All',
	jobTitle,
	timezone: ['Asia/Hong_Kong', 'Asia/Singapore', 'Europe/London'][index % 3],
	extensionNumber: index % 2 === 1 ? 1000 + index : String(1000 + index),
	avatarUrl: '',
	displayName: `${firstName} from Harbour & Vine`,
	twoFactorAuthentication: index % 3 === 0,
	microsoftActiveDirectory: false,
	directStaffEnquiry: index < 3,
	directchatEnquiry: `https://harbourvine.example/chat/${index}`,
	directCallEnquiry: `https://harbourvine.example/call/${index}`,
}));

export type StaffMember = (typeof STAFF)[number];

export const CHANNEL_TYPES = [
	['Weblink', 'Web link'],
	['VirtualNumber', 'Virtual Number'],
	['Email', 'Email'],
	['ThirdParty', 'Third Party Channel'],
	['FACEBOOK', 'Facebook Messenger'],
	['WHATSAPP', 'WhatsApp'],
	['WECHAT', 'WeChat'],
	['LINE', 'LINE'],
	['WOZTELL', 'WOZTELL'],
].map(([type, name]) => ({ type, name }));

export const CHANNELS = CHANNEL_TYPES.flatMap(({ type, name }, index) =>
	['Hong Kong', 'Singapore'].slice(0, 1 + (index % 2)).map((desk, copy) => ({
		id: idOf('channel', index * 2 + copy),
		type,
		name: `${name} ${desk}`,
		enabled: index !== 7,
	})),
);

export const LANGUAGES = [
	['en', 'English'],
	['zh', 'Chinese'],
	['ms', 'Malay'],
	['ta', 'Tamil'],
	['ja', 'Japanese'],
	['fr', 'French'],
].map(([code, name]) => ({ code, name }));

export const LOCATIONS = [
	{ code: 'HK', name: 'Hong Kong', states: [] },
	{ code: 'SG', name: 'Singapore', states: [] },
	{
		code: 'GB',
		name: 'United Kingdom',
		states: [
			{ code: 'ENG', name: 'England' },
			{ code: 'SCT', name: 'Scotland' },
		],
	},
	{
		code: 'US',
		name: 'United States',
		states: [
			{ code: 'CA', name: 'California' },
			{ code: 'NY', name: 'New York' },
		],
	},
	{ code: 'JP', name: 'Japan', states: [] },
];

export const LABEL_NAMES = [
	['VIP', 'red'],
	['Refund', 'orange'],
	['Complaint', 'purple'],
	['Group booking', 'blue'],
	['Visa question', 'teal'],
	['Lost luggage', 'brown'],
	['Follow up', 'green'],
	['Spam', 'grey'],
] as const;

export const DESTINATION_SEED = [
	{
		displayName: 'Hong Kong Reservations',
		supportLanguages: ['zh', 'en'],
		supportLocations: ['HK'],
		types: ['STAFF'],
		staffTargets: [STAFF[0].id, STAFF[3].id],
	},
	{
		displayName: 'Singapore Desk',
		supportLanguages: ['en', 'ms'],
		supportLocations: ['SG'],
		types: ['STAFF', 'PHONE'],
		staffTargets: [STAFF[1].id],
		phoneTargets: ['+6531290000'],
	},
	{
		displayName: 'London Desk',
		supportLanguages: ['en'],
		supportLocations: ['GB'],
		types: ['STAFF'],
		staffTargets: [STAFF[2].id, STAFF[7].id],
	},
	{
		displayName: 'Night Desk',
		supportLanguages: ['*'],
		supportLocations: ['*'],
		types: ['TRUNK'],
		trunkTargets: ['+85230018001'],
	},
];

export const TAG_SEED = [
	{
		basicInfo: {
			tagName: 'Book a trip',
			tagIcon: 'https://harbourvine.example/icons/trip.png',
			tagDescription: 'New bookings',
		},
		functionType: ['IM', 'CALL'],
		stickyRouting: true,
		metaData: ['home', 'booking'],
	},
	{
		basicInfo: {
			tagName: 'Change a booking',
			tagIcon: 'https://harbourvine.example/icons/change.png',
			tagDescription: 'Dates, names, refunds',
		},
		functionType: ['IM'],
		stickyRouting: false,
		metaData: ['account'],
	},
	{
		basicInfo: {
			tagName: 'Emergency abroad',
			tagIcon: 'https://harbourvine.example/icons/sos.png',
			tagDescription: 'Open day and night',
		},
		functionType: ['CALL'],
		stickyRouting: false,
		metaData: [],
	},
];

// -------------------------------------------------------------------------------------------------------- reports

const ENQUIRY_STATUS = ['closed', 'closed', 'closed', 'ongoing', 'followed-up', 'missed'] as const;
const CALL_STATUS = [
	'Call Ended',
	'Call Ended',
	'Call Ended',
	'Not Answered',
	'Declined',
	'Busy',
	'Cancelled',
	'Abandoned',
	'Unreachable',
	'Call Failed',
] as const;
const SMS_TEXTS = [
	'Your booking is confirmed. Have a good trip!',
	'Reminder: check-in opens tomorrow at 08:00.',
	'您的預訂已確認，祝旅途愉快！',
	'Your refund is on its way.',
] as const;
const CHAT_TEXTS = [
	'Hello, can I move my flight to Friday?',
	'Let me look that up for you.',
	'There are two seats left on the morning flight.',
	'The morning one, please.',
	'Done. You will get the new ticket by email.',
	'Thank you very much!',
] as const;
const USAGES = ['direct', 'verification', 'openAPI-sms', 'openAPI-otp'] as const;
const CAMPAIGN_NAMES = [
	'Summer in Hokkaido',
	'Edinburgh Festival',
	'Lunar New Year',
	'Rail Week',
	'Weekend in Penang',
] as const;

export interface ReportContext {
	/** The simulator's clock at its start, in milliseconds. */
	now: number;
	rows: number;
}

/** Number of an enquiry in the dashboard; older enquiries have smaller ones. */
export const caseNumber = (rows: number, index: number): string => `HV-${100_000 + rows - index}`;

/** Row of an enquiry number, or -1. */
export function indexOfCaseNumber(rows: number, number: string): number {
	const index = /^HV-\d+$/.test(number) ? 100_000 + rows - Number(number.slice(3)) : -1;
	return index >= 0 && index < rows ? index : -1;
}

export const enquiryStatus = (index: number): (typeof ENQUIRY_STATUS)[number] =>
	pickAt(20, index, ENQUIRY_STATUS);

/** Labels that an enquiry has before anybody changes them: indexes into LABEL_NAMES. */
export const enquiryLabels = (index: number): number[] =>
	[intAt(21, index, 16), intAt(22, index, 24)].filter(
		(label, place, all) => label < LABEL_NAMES.length && all.indexOf(label) === place,
	);

export function enquiryAt({ now, rows }: ReportContext, index: number): Row {
	const person = personAt(index);
	const { country, region, city, province } = CITIES[person.country];
	const destination = intAt(24, index, DESTINATION_SEED.length);
	const createdAt = rowTime(now, rows, index);
	return {
		[index % 3 === 1 ? '_id' : 'id']: idOf('enquiryRecord', index),
		uniqueKey: `uk-${index}`,
		createdAt: iso(createdAt),
		svcID: SERVICE_ID,
		inquiry: idOf('enquiry', index),
		tag: idOf('tag', intAt(25, index, TAG_SEED.length)),
		visitor: idOf('visitor', index),
		roomID: idOf('room', index),
		initChannel: index % 4 === 3 ? 'CALL' : 'IM',
		omniType: 'CINNOX',
		ip: `203.0.113.${intAt(26, index, 254) + 1}`,
		language: LANGUAGE_OF[person.country],
		location: country,
		locationDetail: { regionCode: country, subdivision: region, city, province },
		platform: pickAt(27, index, ['web', 'ios', 'android']),
		status: enquiryStatus(index),
		displayCaseNumber: caseNumber(rows, index),
		channel: pickAt(23, index, CHANNEL_TYPES).type,
		destinationID: idOf('destination', destination),
		destinationName: DESTINATION_SEED[destination].displayName,
		destinationType: DESTINATION_SEED[destination].types[0],
		visitorName: `${person.firstName} ${person.lastName}`,
		duration: 30 + intAt(28, index, 1800),
		deepLink: `https://harbourvine.example/enquiry/${idOf('enquiry', index)}`,
	};
}

/** One message of a conversation; `seq` counts from 1. */
export function chatMessage(fields: {
	index: number;
	seq: number;
	time: number;
	text: string;
	fromEID: string;
	toEID: string;
	system?: boolean;
}): Row {
	const { index, seq, time, text, fromEID, toEID, system = false } = fields;
	const id = idOf('message', index * 100 + seq);
	const room = idOf('room', index);
	const inquiry = idOf('enquiry', index);
	return {
		hid: `h${id}`,
		roomID: room,
		seq,
		type: 'im',
		fromEID,
		toEID,
		fromSvcID: SERVICE_ID,
		content: {
			from: {
				device: 'web',
				eid: fromEID,
				omniType: 'CINNOX',
				region: '',
				service: SERVICE_ID,
				session: '',
				system,
			},
			id,
			msg: { channel: 0, text, type: 1 },
			plainText: '',
			replySeqs: '',
			retry: 0,
			seq,
			service: SERVICE_ID,
			to: { device: '', eid: toEID, inquiry, room, seq },
			ts: time,
			type: 1,
			version: '1',
		},
		fromRegion: '',
		upsertType: '',
		createdAt: iso(time),
		inquiryID: inquiry,
		msgID: id,
		msgContentType: 'TYPE_TEXT',
		msgEventType: seq === 1 ? 'TYPE_PRECHAT' : 'TYPE_MESSAGE',
		msgText: text,
		callDuration: 0,
		callDurationMin: 0,
		encryptSec: '',
	};
}

/** The generated conversation of an enquiry: three to eight messages. */
export function conversationAt(context: ReportContext, index: number): Row[] {
	const start = rowTime(context.now, context.rows, index);
	const visitor = idOf('visitor', index);
	const staff = STAFF[intAt(29, index, 10)].id;
	return Array.from({ length: 3 + intAt(30, index, 6) }, (_, place) =>
		chatMessage({
			index,
			seq: place + 1,
			time: start + place * 20_000,
			text: CHAT_TEXTS[place % CHAT_TEXTS.length],
			fromEID: place % 2 === 0 ? visitor : staff,
			toEID: place % 2 === 0 ? staff : visitor,
		}),
	);
}

/** What call report and call log say alike about a call. */
function callFacts({ now, rows }: ReportContext, index: number) {
	const start = rowTime(now, rows, index);
	const status = pickAt(31, index, CALL_STATUS);
	const duration = status === 'Call Ended' ? 10 + intAt(32, index, 900) : 0;
	return {
		start,
		status,
		duration,
		inbound: randomAt(33, index) < 0.7,
		end: start + duration * 1000,
		staff: STAFF[intAt(34, index, 10)],
		person: personAt(index),
		line: NUMBERS[intAt(35, index, 4)],
		mediaType: index % 9 === 0 ? 'video' : 'audio',
		byeReason: status === 'Call Ended' ? 'normal' : status.toLowerCase(),
	};
}

export const isRecorded = (index: number): boolean => index % 2 === 0;

/** Row of the call report; every second call is recorded. */
export function callAt(context: ReportContext, index: number): Row {
	const call = callFacts(context, index);
	const outside = phoneField(call.person.phone, index % 2 === 0);
	const inside = phoneField(call.line.number, index % 2 === 0);
	return {
		id: idOf('callRecord', index),
		hid: `h${idOf('callRecord', index)}`,
		svcID: SERVICE_ID,
		date: day(call.start),
		roomID: idOf('room', index),
		seq: 1,
		type: 'call',
		fromEID: call.inbound ? '' : call.staff.id,
		toEID: call.inbound ? call.staff.id : '',
		fromSvcID: call.inbound ? '' : SERVICE_ID,
		toSvcID: call.inbound ? SERVICE_ID : '',
		fromRegion: call.person.country,
		callSeq: 1,
		callID: idOf('call', index),
		callDirection: call.inbound ? 'Inbound' : 'Outbound',
		callType: 'offnet',
		fromIP: '',
		callPrepareFromNum: call.line.number,
		caller: call.inbound ? outside : inside,
		callee: call.inbound ? inside : outside,
		callDate: iso(call.start),
		callEndTime: iso(call.end),
		status: call.status,
		lastResponseCode: call.status === 'Call Ended' ? '200' : '480',
		byeReason: call.byeReason,
		releaseParty: call.staff.id,
		mediaType: call.mediaType,
		isRecording: isRecorded(index),
	};
}

/** Rooms in which staff members call each other, behind those of all enquiries. */
export const STAFF_ROOMS = 0x70_00_00_00;

const isAmongStaff = (index: number): boolean => index % 23 === 22;

/** Row of the call log: the call of the same index, every eleventh a conference, every 23rd among staff. */
export function callLogAt(context: ReportContext, index: number): Row {
	const call = callFacts(context, index);
	const conference = index % 11 === 10;
	const outside = {
		countryCode: call.person.country,
		displayName: `${call.person.firstName} ${call.person.lastName}`,
		eid: '',
		isStaff: false,
		phoneNumber: phoneField(call.person.phone, index % 2 === 1),
		serviceId: '',
	};
	const inside = {
		countryCode: call.line.country[0],
		displayName: call.staff.displayName,
		eid: call.staff.id,
		isStaff: true,
		phoneNumber: phoneField(call.line.number, index % 2 === 1),
		serviceId: SERVICE_ID,
	};
	const colleague = STAFF[(STAFF.indexOf(call.staff) + 1) % 10];
	const among = isAmongStaff(index);
	return {
		hid: `h${idOf('callRecord', index)}`,
		roomID: idOf('room', among ? STAFF_ROOMS + STAFF.indexOf(call.staff) : index),
		type: conference ? 'conference' : 'call',
		status: call.status,
		inquiryID: idOf('enquiry', index),
		displayCaseNumber: caseNumber(context.rows, index),
		callID: idOf(conference ? 'conference' : 'call', index),
		callDuration: call.duration,
		callDate: iso(call.start),
		callEndTime: iso(call.end),
		byeReason: call.byeReason,
		releaseParty: index % 3 === 0 ? 'Callee' : 'Caller',
		virtualNumber: phoneField(call.line.number, index % 2 === 0),
		mediaType: call.mediaType,
		callerInfo: call.inbound && !among ? outside : inside,
		calleeInfo: among
			? { ...inside, displayName: colleague.displayName, eid: colleague.id }
			: call.inbound
				? inside
				: outside,
	};
}

export function conferenceAt({ now, rows }: ReportContext, index: number): Row {
	const JOIN = ['joined', 'joined', 'leave', 'invited', 'rejected', 'block'];
	return {
		conferenceID: idOf('conference', index),
		callDate: iso(rowTime(now, rows, index)),
		callDuration: 60 + intAt(36, index, 3000),
		conferenceDetail: {
			subject: pickAt(37, index, ['Group booking', 'Weekly review', 'Claim meeting']),
			participants: Array.from({ length: 2 + intAt(38, index, 3) }, (_, place) => ({
				eid: STAFF[(index + place) % 10].id,
				joinStatus: place === 0 ? 'joined' : JOIN[intAt(39, index + place, JOIN.length)],
				roomRole: place === 0 ? 'owner' : '',
			})),
		},
	};
}

/**
 * Parts of an SMS after CINNOX's rule: 160/153 characters for English, 70/67 otherwise.
 * Source: https://docs.cinnox.com/docs/operation-overview
 */
export function segmentCount(text: string): number {
	const [single, multipart] = /^[\u0000-\u007f]*$/.test(text) ? [160, 153] : [70, 67];
	return text.length <= single ? 1 : Math.ceil(text.length / multipart);
}

/** Row of the SMS report. */
export function smsRow(fields: {
	id: string;
	time: number;
	fromEID: string;
	sender: string;
	recipient: string;
	country: string;
	text: string;
	status: string;
	carrierStatus: string;
	usage: string;
	asNumber: boolean;
}): Row {
	const numeric = /^\d+$/.test(fields.sender);
	return {
		id: fields.id,
		fromEID: fields.fromEID,
		toEID: '',
		date: day(fields.time, '/'),
		cid: '',
		segmentCount: segmentCount(fields.text),
		sender: numeric ? phoneField(fields.sender, fields.asNumber) : fields.sender,
		recipient: phoneField(fields.recipient, fields.asNumber),
		recipientCountryCode: fields.country,
		status: fields.status,
		carrierStatus: fields.carrierStatus,
		usage: fields.usage,
		text: fields.text,
		createdAt: iso(fields.time),
		updatedAt: iso(fields.time),
	};
}

export function smsAt({ now, rows }: ReportContext, index: number): Row {
	const person = personAt(index);
	const rejected = randomAt(40, index) < 0.05;
	return smsRow({
		id: idOf('sms', index),
		time: rowTime(now, rows, index),
		fromEID: STAFF[intAt(41, index, 10)].id,
		sender: pickAt(42, index, [NUMBERS[0], NUMBERS[2], NUMBERS[6]]).number,
		recipient: person.phone,
		country: person.country,
		text: pickAt(43, index, SMS_TEXTS),
		status: rejected ? 'Rejected' : 'Submitted',
		carrierStatus: rejected || randomAt(44, index) < 0.04 ? 'Undelivered' : 'Delivered',
		usage: pickAt(45, index, USAGES),
		asNumber: index % 2 === 1,
	});
}

/** Number of campaigns of an account with that many report rows. */
export const campaignCount = (rows: number): number =>
	Math.min(20, Math.max(rows && 1, Math.floor(rows / 10)));

/** Number of messages of a campaign; the newest campaign has as many as the reports have rows. */
export const campaignSize = (rows: number, index: number): number =>
	Math.max(1, Math.floor(rows / (index + 1)));

const campaignSender = (index: number) =>
	index % 3 === 2
		? { phone: '85230018000', channelName: 'WhatsApp Hong Kong', sourceName: '360dialog' }
		: { phone: 'HARBOURVINE', senderEID: STAFF[index % 3].id };

export function campaignAt({ now, rows }: ReportContext, index: number): Row {
	const whatsApp = index % 3 === 2;
	const total = campaignSize(rows, index);
	const failed = Math.floor(total / 20);
	return {
		id: idOf('campaign', index),
		date: iso(rowTime(now, campaignCount(rows), index)),
		campaignName: `${CAMPAIGN_NAMES[index % CAMPAIGN_NAMES.length]} ${index + 1}`,
		channel: whatsApp ? 'WhatsApp' : 'SMS',
		createdBy: STAFF[index % 3].firstName,
		sender: campaignSender(index),
		subject: whatsApp ? 'travel_offer' : '',
		totalRecipients: total,
		delivered: total - failed,
		read: whatsApp ? Math.floor(total / 2) : 0,
		replied: whatsApp ? Math.floor(total / 10) : 0,
		pending: 0,
		failed,
	};
}

export function campaignMessageAt(context: ReportContext, campaign: number, index: number): Row {
	const person = personAt(campaign * 1000 + index);
	const whatsApp = campaign % 3 === 2;
	const date = rowTime(context.now, campaignCount(context.rows), campaign);
	const failed = index % 20 === 19;
	return {
		id: idOf('campaign', campaign),
		date: iso(date),
		sender: campaignSender(campaign),
		recipient: `+${person.phone}`,
		recipientCountry: whatsApp ? '' : person.country,
		subject: whatsApp ? 'travel_offer' : '',
		content: whatsApp ? '' : SMS_TEXTS[0],
		numSMS: whatsApp ? 0 : segmentCount(SMS_TEXTS[0]),
		status: failed ? 'Undelivered' : 'Delivered',
		carrierNetworkStatus: failed ? 'Failed' : 'Success',
		failedReason: whatsApp && failed ? 'Recipient has no WhatsApp' : '',
		LastUpdatedDateTime: iso(date + 60_000 + index),
	};
}

/** Two-letter country of a phone number with country code, as far as this account needs it. */
export function countryOf(digits: string): string {
	const PREFIXES: [string, string][] = [
		['852', 'HK'],
		['853', 'MO'],
		['886', 'TW'],
		['65', 'SG'],
		['60', 'MY'],
		['44', 'GB'],
		['49', 'DE'],
		['86', 'CN'],
		['81', 'JP'],
		['61', 'AU'],
		['1', 'US'],
	];
	return PREFIXES.find(([prefix]) => digits.startsWith(prefix))?.[1] ?? '';
}
