import type { INodeProperties } from 'n8n-workflow';

import { requirePicked } from '../../shared/checks';
import { call as callField, conference as conferenceField } from '../../shared/fields';
import type { Operation, Prepare } from '../../shared/operation';

const recordingOf: INodeProperties = {
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

const onlyFor = (field: INodeProperties, value: string): INodeProperties => ({
	...field,
	displayOptions: { show: { recordingOf: [value] } },
});

/** Exactly one of callID and conferenceID: https://docs.cinnox.com/reference/error-codes-and-rate-limit */
const addCallOrConference: Prepare = (call) => {
	const ofConference = call.parameter<string>('recordingOf', 'call') === 'conference';
	call.options.qs = {
		...call.options.qs,
		...(ofConference
			? { conferenceID: requirePicked(call, 'conference', 'Conference') }
			: { callID: requirePicked(call, 'call', 'Call') }),
	};
};

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
	fields: [recordingOf, onlyFor(callField, 'call'), onlyFor(conferenceField, 'conference')],
	prepare: [addCallOrConference],
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
