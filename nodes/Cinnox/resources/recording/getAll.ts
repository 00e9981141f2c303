import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { requirePicked } from '../../operation/parameters';
import { call } from '../call/fields';
import { conference } from '../conference/fields';

const recordingOf: Field = {
	displayName: 'Recording Of',
	name: 'recordingOf',
	type: 'options',
	options: [
		{ name: 'Call', value: 'call' },
		{ name: 'Conference', value: 'conference' },
	],
	default: 'call',
	description: 'CINNOX gives the recordings of one call or one conference at a time',
};

const onlyFor = (field: Field, value: string): Field => ({
	...field,
	displayOptions: { show: { recordingOf: [value] } },
});

/**
 * No field name of a file is documented, only that a download URL is among them; the likely
 * spellings come out as `url`, which Download takes.
 *
 * https://docs.cinnox.com/reference/reports
 */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many recordings',
	description: 'List the recording files of a call or conference with their download addresses',
	documented: false,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/data/recording-file' } },
	fields: [recordingOf, onlyFor(call, 'call'), onlyFor(conference, 'conference')],
	prepare: addCallOrConference,
	list: {},
	row: {
		aliases: {
			id: ['_id'],
			callId: ['callID'],
			conferenceId: ['conferenceID'],
			url: [
				'URL',
				'fileURL',
				'fileUrl',
				'downloadURL',
				'downloadUrl',
				'recordingURL',
				'recordingUrl',
			],
		},
	},
};

/** Exactly one of callID and conferenceID: https://docs.cinnox.com/reference/error-codes-and-rate-limit */
function addCallOrConference(item: Item): void {
	const isConference = item.parameter<string>(recordingOf.name, 'call') === 'conference';
	const [parameter, field] = isConference
		? (['conferenceID', conference] as const)
		: (['callID', call] as const);
	const id = requirePicked(item, field.name, field.displayName);
	item.draft.qs = { ...item.draft.qs, [parameter]: id };
}
