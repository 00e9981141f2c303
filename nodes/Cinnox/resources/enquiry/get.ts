import type { IDataObject } from 'n8n-workflow';

import { refuse, shorten } from '../../../values/refusal';
import { toText } from '../../../values/text';
import { DAY } from '../../../values/time';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import type { LookUp } from '../../operation/lookUp';
import { FARTHEST_LOOK_UP, lookUp, mayBeMissing, whenNotFound } from '../../operation/lookUp';
import { toShaper } from '../../operation/output';
import { requirePicked } from '../../operation/parameters';
import { enquiry } from './fields';
import { ENQUIRY_REPORT, enquiryRow } from './rows';

const lookBackDays: Field = {
	displayName: 'Look Back (Days)',
	name: 'lookBackDays',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 30,
	description:
		'Look only into the enquiries of these last days, which takes less time. Without it the whole report is searched.',
};

/** CINNOX prints an enquiry's ID under several names. */
const IDS = ['inquiry', 'inquiryID', 'enquiryID', 'enquiryId', 'id', '_id', 'displayCaseNumber'];

const keysOf = (row: IDataObject): string[] => IDS.map((name) => toText(row[name]));

/**
 * CINNOX has no operation to read one enquiry, so the report is searched, once for all items.
 *
 * https://docs.cinnox.com/docs/get-enquiry-detail
 */
export const get: Operation<string, LookUp> = {
	name: 'Get',
	value: 'get',
	action: 'Get enquiry',
	description: 'Read one enquiry with its status, channel, visitor and destination',
	documented: true,
	routing: { request: { method: 'GET', url: ENQUIRY_REPORT } },
	fields: [enquiry],
	options: [lookBackDays, whenNotFound],
	row: enquiryRow,
	share: () => lookUp({ pageSize: 500, keysOf }),
	prepare: (item, report) => {
		const id = requirePicked(item, enquiry.name, enquiry.displayName);
		addLookBack(item);
		report.want(item, id);
		return id;
	},
	run: async (item, id, report) => {
		const found = await report.find(item, id);
		if (found !== undefined) return toShaper(item, { row: enquiryRow })([found]);
		if (mayBeMissing(item)) return [];
		throw refuse(
			`'Enquiry' is not in the report: ${shorten(id)}`,
			`Check 'Enquiry', and 'Options' > 'Look Back (Days)' if it is set. To go on without an enquiry, set 'Options' > 'When Not Found'. The first ${FARTHEST_LOOK_UP.toLocaleString('en')} enquiries were searched.`,
		);
	},
};

/** The same for all items of an hour, so that they share one reading of the report. */
const ROUND_MS = 60 * 60_000;

/** @throws UserError when the days are no number of days that there were */
function addLookBack(item: Item): void {
	const days = item.parameter<number | undefined>(`options.${lookBackDays.name}`);
	if (days === undefined) return;
	if (!(days > 0) || days > MOST_DAYS) {
		throw refuse(
			`'Look Back (Days)' is ${days}`,
			`Set 'Look Back (Days)' to a number from 1 to ${MOST_DAYS}, or take it out`,
		);
	}
	const now = Math.ceil(Date.now() / ROUND_MS) * ROUND_MS;
	const startAt = new Date(now - ROUND_MS - days * DAY).toISOString();
	item.draft.qs = { ...item.draft.qs, startAt, endAt: new Date(now).toISOString() };
}

/** A hundred years. */
const MOST_DAYS = 36_500;
