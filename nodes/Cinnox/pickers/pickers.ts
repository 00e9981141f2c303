import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../values/objects';
import { firstText, toText } from '../../values/text';
import { fullName, join, labelOf } from './labels';
import type { Picker, Wanted } from './search';

const API = '/v1/api/apps/{appID}';

/** How far back a report is looked through for something to pick, in days. */
const DAYS = 30;

/** An entry, unless the row has nothing to pick it by. */
const entry = (value: string, name: string) => (value === '' ? undefined : { name, value });

const codes = { paged: false, all: { name: 'All', value: '*' } } as const;

/** https://docs.cinnox.com/docs/get-label-list */
const labels: Picker = {
	url: `${API}/labels`,
	property: 'labelList',
	paged: true,
	toItem: (row) => {
		const value = firstText(row, 'id', '_id');
		return entry(value, firstText(row, 'name') || value);
	},
};

/** https://docs.cinnox.com/docs/get-staff-list */
const staff: Picker = {
	url: `${API}/contacts/staffcontact-list`,
	paged: true,
	toItem: (row) => {
		const value = firstText(row, 'id', '_id', 'eid', 'EID');
		const name = fullName(row) || firstText(row, 'displayName');
		return entry(value, labelOf(name, firstText(row, 'email'), value));
	},
};

function enquiryName(
	{ inquiry, createdAt, visitorName, displayCaseNumber, channel, status }: IDataObject,
	{ tell }: Wanted,
): string {
	const who = join(' ', displayCaseNumber, visitorName) || toText(inquiry);
	return join(', ', join(' ', tell(createdAt), who), channel, status);
}

/** Lists from which one thing is picked, by the name that a locator gives. */
export const pickers: Record<string, Picker> = {
	/** Calls by time, direction, numbers and status: https://docs.cinnox.com/docs/get-call-detail */
	getCalls: {
		url: `${API}/data/call-detail`,
		days: DAYS,
		paged: true,
		toItem: (
			{ callID, callDate, callDirection, caller, callee, status, isRecording },
			{ tell },
		) => {
			const value = toText(callID);
			const what = join(' ', tell(callDate), callDirection, join(' to ', caller, callee));
			const recorded = isRecording === true ? 'recorded' : '';
			return entry(value, join(', ', what || value, status, recorded));
		},
	},
	/** Sent campaigns by time, name and channel: https://docs.cinnox.com/docs/get-sent-campaigns-summary */
	getCampaigns: {
		url: `${API}/data/sent-campaigns-summary`,
		days: DAYS,
		paged: true,
		toItem: ({ id, _id, date, campaignName, channel }, { tell }) => {
			const value = toText(id ?? _id);
			return entry(value, join(', ', join(' ', tell(date), campaignName) || value, channel));
		},
	},
	/** Their shape is not in the public pages: https://docs.cinnox.com/docs/operation-overview */
	getChannelTypes: {
		url: `${API}/data/channel-type-list`,
		paged: false,
		toItem: ({ type, id, _id, name }) => {
			const value = toText(type ?? id ?? _id ?? name);
			return entry(value, toText(name) || value);
		},
	},
	/** Conferences by time and subject: https://docs.cinnox.com/reference/get-conference-details */
	getConferences: {
		url: `${API}/data/conference-detail`,
		days: DAYS,
		paged: true,
		toItem: ({ conferenceID, callDate, conferenceDetail }, { tell }) => {
			const value = toText(conferenceID);
			const { subject, participants } = isObject(conferenceDetail) ? conferenceDetail : {};
			const people = Array.isArray(participants) ? `${participants.length} participants` : '';
			return entry(value, join(', ', join(' ', tell(callDate), subject) || value, people));
		},
	},
	/** https://docs.cinnox.com/docs/get-external-contact-list */
	getContacts: {
		url: `${API}/contacts/extcontact-list`,
		paged: true,
		toItem: (row) => {
			const value = firstText(row, 'id', '_id');
			const phone = firstText(row, 'mobilePhone', 'workPhone', 'homePhone', 'otherPhone');
			const email = firstText(row, 'email', 'personalEmail', 'otherEmail');
			return entry(value, labelOf(fullName(row), join(', ', phone, email), value));
		},
	},
	/** Path and shape of the list are not in the public pages: https://docs.cinnox.com/docs/management */
	getDestinations: {
		url: `${API}/destination`,
		paged: false,
		toItem: (row) => {
			// The overview says that tags come along with the destinations.
			const isTag = row.tagID !== undefined || isObject(row.basicInfo);
			const value = isTag ? '' : firstText(row, 'id', '_id', 'destinationID', 'destinationId');
			const types = Array.isArray(row.types) ? row.types.map(toText).join(', ') : '';
			return entry(value, labelOf(firstText(row, 'displayName', 'name'), types, value));
		},
	},
	/** Enquiries by time, visitor, channel and status: https://docs.cinnox.com/docs/get-enquiry-detail */
	getEnquiries: {
		url: `${API}/data/enquiry-detail`,
		days: DAYS,
		paged: true,
		toItem: (row, wanted) => entry(toText(row.inquiry), enquiryName(row, wanted)),
	},
	getLabels: labels,
	/**
	 * The service's own numbers and sender IDs, as far as the chosen operation can use them: an OTP needs a
	 * sender ID, nobody can reply to one, and no SMS comes from what is known not to send any. Their shape is not in the
	 * public pages. https://docs.cinnox.com/docs/send-otp-sms
	 */
	getNumbers: {
		url: `${API}/numbers`,
		paged: true,
		none: ({ operation }) =>
			operation === 'sendOtp'
				? 'CINNOX Lists No Sender ID, Which an OTP Needs'
				: 'CINNOX Lists No Number That Can Send SMS',
		toItem: ({ number, name, id, supportSMS }, { operation }) => {
			const value = toText(number ?? id ?? name);
			const isSenderId = /[a-z]/i.test(value);
			const isSender =
				operation === 'sendOtp'
					? isSenderId
					: supportSMS !== false && !(operation === 'waitForReply' && isSenderId);
			return entry(isSender ? value : '', labelOf(value, toText(name), value));
		},
	},
	/** Conversations to post into: those of enquiries, and those in which staff called each other. */
	getRooms: {
		url: `${API}/data/enquiry-detail`,
		days: DAYS,
		paged: true,
		toItem: ({ roomID, ...row }, wanted) => entry(toText(roomID), enquiryName(row, wanted)),
		/** https://docs.cinnox.com/docs/get-call-log-details */
		beside: {
			url: `${API}/data/call-log`,
			days: DAYS,
			paged: true,
			toItem: ({ roomID, callerInfo, calleeInfo, callDate }, { tell }) => {
				const parties = [callerInfo, calleeInfo].filter(isObject);
				const areStaff = parties.length === 2 && parties.every(({ isStaff }) => isStaff === true);
				const names = parties.map((party) => firstText(party, 'displayName', 'phoneNumber', 'eid'));
				return entry(
					areStaff ? toText(roomID) : '',
					`Staff: ${names.join(', ')}, ${tell(callDate)}`,
				);
			},
		},
	},
	getStaff: staff,
	/** https://docs.cinnox.com/docs/get-tag-list */
	getTags: {
		url: `${API}/tag`,
		property: 'tags',
		paged: true,
		toItem: (row) => {
			const value = firstText(row, 'tagID', 'tagId', 'id', '_id');
			const info = isObject(row.basicInfo) ? row.basicInfo : row;
			const name = firstText(info, 'tagName', 'name');
			return entry(value, labelOf(name, firstText(info, 'tagDescription'), value));
		},
	},
};

/** Lists from which several things are picked, by the name that a field gives. */
export const multiPickers: Record<string, Picker> = {
	getLabels: labels,
	/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/management */
	getLanguageOptions: {
		...codes,
		url: `${API}/language`,
		toItem: (row) => {
			const value = firstText(row, 'code', 'languageCode', 'language', 'id');
			return entry(value, labelOf(firstText(row, 'name', 'displayName'), value, value));
		},
		otherwise:
			'Give ISO 639-1 codes by an expression, e.g. {{ ["en", "zh"] }}, or {{ ["*"] }} for all',
	},
	/**
	 * Path and fields are not in the public pages, nor how a country and one of its states are written
	 * together, so only countries can be picked: https://docs.cinnox.com/docs/management
	 */
	getLocationOptions: {
		...codes,
		url: `${API}/location`,
		toItem: (row) => {
			const value = firstText(row, 'code', 'countryCode', 'country', 'id');
			return entry(value, labelOf(firstText(row, 'name', 'displayName'), value, value));
		},
		otherwise:
			'Give country codes by an expression, e.g. {{ ["HK", "SG"] }}, or {{ ["*"] }} for all',
	},
	getStaffOptions: { ...staff, otherwise: 'Give the IDs by an expression instead' },
};
