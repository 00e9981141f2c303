import type { IHttpRequestMethods } from 'n8n-workflow';

/** Where everything of an App is. */
export const API_ROOT = '/v1/api/apps/{appID}/';

/** An address that stands on no public page of CINNOX. */
export interface Guess {
	method: IHttpRequestMethods;
	/** Our best guess, under API_ROOT. */
	path: string;
	/** What it may be instead, the likeliest first, under API_ROOT. */
	candidates: string[];
	/** Operations that need it, as a person sees them. */
	usedBy: string[];
}

const SUBSCRIPTIONS = ['Event Subscription > Create or Update', 'Event Subscription > Delete'];

/**
 * What `x-documented: false` and `x-candidates` of api/cinnox-open-api.yaml say, which is not there at
 * run time; a test compares the two.
 */
export const GUESSES: readonly Guess[] = [
	{
		method: 'POST',
		path: 'send_sms',
		candidates: ['send-sms', 'sms', 'sms/send', 'general/operate/send-sms'],
		usedBy: ['SMS > Send', 'SMS > Send and Wait for Response'],
	},
	{
		method: 'GET',
		path: 'numbers',
		candidates: ['number-list', 'numbers-list', 'number', 'data/number-list', 'data/number'],
		usedBy: ['Number > Get Many'],
	},
	{
		method: 'GET',
		path: 'event-hooks',
		candidates: ['event-hook', 'event-hook-list', 'event-subs', 'push-notification'],
		usedBy: ['Event Subscription > Check', 'Event Subscription > Get Many'],
	},
	{
		method: 'PATCH',
		path: 'conference-event-sub',
		candidates: ['conference-call-event-sub'],
		usedBy: SUBSCRIPTIONS,
	},
	{
		method: 'PATCH',
		path: 'contact-event-sub',
		candidates: ['contacts-event-sub'],
		usedBy: SUBSCRIPTIONS,
	},
	{
		method: 'GET',
		path: 'data/enquiry-overview-matrix',
		candidates: [
			'data/overview-matrix',
			'data/enquiry-overview',
			'data/inquiry-overview-matrix',
			'data/enquiry-matrix',
		],
		usedBy: ['Enquiry > Get Overview'],
	},
	{
		method: 'GET',
		path: 'data/recording-file',
		candidates: ['data/recording-files', 'data/recording-file-detail', 'data/recording'],
		usedBy: ['Recording > Get Many', 'Recording > Download'],
	},
	{
		method: 'GET',
		path: 'data/transcription-file',
		candidates: [
			'data/transcription-files',
			'data/transcription-file-detail',
			'data/transcription',
		],
		usedBy: ['Recording > Get Transcriptions'],
	},
	{
		method: 'GET',
		path: 'data/channel-type-list',
		candidates: ['data/channel-types', 'data/channel-type', 'channel-type-list'],
		usedBy: ['Channel Type > Get Many'],
	},
	{
		method: 'GET',
		path: 'data/channel-type-details',
		candidates: ['data/channel-type-detail', 'data/channel-details', 'channel-type-details'],
		usedBy: ['Channel Type > Get Details'],
	},
	{
		method: 'GET',
		path: 'contacts/extcontact-activity',
		candidates: [
			'contacts/extcontact-activity-list',
			'contacts/extcontact-activities',
			'data/extcontact-activity',
		],
		usedBy: ['Contact > Get Activity'],
	},
	{
		method: 'GET',
		path: 'destination',
		candidates: ['destinations', 'destination-list', 'tag-destination-list'],
		usedBy: ['Destination > Get Many'],
	},
	{
		method: 'DELETE',
		path: 'destination/{destinationID}',
		candidates: ['destinations/{destinationID}'],
		usedBy: ['Destination > Delete'],
	},
	{
		method: 'DELETE',
		path: 'tag/{tagID}',
		candidates: ['tags/{tagID}'],
		usedBy: ['Tag > Delete'],
	},
	{
		method: 'DELETE',
		path: 'labels/{labelID}',
		candidates: ['label/{labelID}'],
		usedBy: ['Label > Delete'],
	},
	{
		method: 'GET',
		path: 'location',
		candidates: ['locations', 'location-list', 'supported-location-list', 'supported-locations'],
		usedBy: ['Location > Get Many'],
	},
	{
		method: 'GET',
		path: 'language',
		candidates: ['languages', 'language-list', 'supported-language-list', 'supported-languages'],
		usedBy: ['Language > Get Many'],
	},
];

/** What a guess is called where others take its place, e.g. `POST /v1/api/apps/{appID}/send_sms`. */
export function nameOf({ method, path }: Pick<Guess, 'method' | 'path'>): string {
	return `${method} ${API_ROOT}${path}`;
}
