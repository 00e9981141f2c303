import type { IDataObject } from 'n8n-workflow';

import { throwIfStopped } from '../../../transport/pause';
import { readRows } from '../../../transport/pages';
import { isObject } from '../../../values/objects';
import { readNames } from '../../../values/text';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { readMost } from '../../operation/list';
import { toShaper } from '../../operation/output';
import { requirePicked } from '../../operation/parameters';
import type { RowShape } from '../../operation/rows';
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
	description:
		'CINNOX is asked for one call or conference after the other; an expression may give several IDs',
};

const onlyFor = (field: Field, value: string): Field => ({
	...field,
	displayOptions: { show: { recordingOf: [value] } },
});

/** In the order in which a person sees them. */
export const recordingFields = [
	recordingOf,
	onlyFor(call, 'call'),
	onlyFor(conference, 'conference'),
];

/**
 * No field name of a file is documented, only that a download URL is among them; the likely
 * spellings come out as `url`, which Download takes.
 *
 * https://docs.cinnox.com/reference/reports
 */
export const fileRow: RowShape = {
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
};

/** One query for each call or conference; exactly one of callID and conferenceID may be sent. */
type Wanted = IDataObject[];

/** https://docs.cinnox.com/reference/error-codes-and-rate-limit */
export function readWanted(item: Item): Wanted {
	const isConference = item.parameter<string>(recordingOf.name, 'call') === 'conference';
	const [parameter, field] = isConference
		? (['conferenceID', conference] as const)
		: (['callID', call] as const);
	const written = item.parameter<unknown>(field.name);
	const ids = readNames(isObject(written) ? written.value : written);
	if (ids.length === 0) requirePicked(item, field.name, field.displayName);
	return [...new Set(ids)].map((id) => ({ [parameter]: id }));
}

/** The files of all of them, one after the other. */
export async function readFiles(
	item: Item,
	wanted: Wanted,
	operation: Pick<Operation, 'row'>,
): Promise<IDataObject[]> {
	const most = readMost(item);
	const files: IDataObject[] = [];
	for (const qs of wanted) {
		throwIfStopped(item.run.signal);
		const request = { ...item.draft, qs: { ...item.draft.qs, ...qs } };
		files.push(...(await readRows(item.send, request, {}, { most: most - files.length })));
		if (files.length >= most) break;
	}
	return toShaper(item, operation)(files);
}
