import { refuse } from '../../../values/refusal';
import { firstText, toText } from '../../../values/text';
import { toDate } from '../../../values/time';
import type { Field, Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { locator } from '../../operation/locator';
import { requirePicked, requireText } from '../../operation/parameters';
import { phoneOptions, requirePhone } from '../common/phone';
import type { Search, SmsRow } from '../common/smsWatch';
import {
	digitsOf,
	idOf,
	limitMinutes,
	readLimitMinutes,
	smsReport,
	SmsWatch,
} from '../common/smsWatch';

const from: Field = {
	displayName: 'From',
	name: 'from',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 85298765432',
	description: 'The number of the person who is to reply, with its country code',
};

const to = locator({
	displayName: 'To',
	name: 'to',
	list: 'getNumbers',
	description: 'The number of the CINNOX service that the reply comes in on',
	typed: {
		displayName: 'By Number',
		placeholder: 'e.g. 85230001234',
		regex: '[^\\r\\n]*',
		wrong: 'A number in one line, e.g. 85230001234',
	},
});

const since: Field = {
	displayName: 'Since',
	name: 'since',
	type: 'dateTime',
	default: '',
	description:
		'Replies that came after this count too. Without it only those count that come while this node waits.',
};

/** The next SMS from a person, out of the SMS report: CINNOX has one webhook for all inbound SMS. */
export const waitForReply: Operation<Search, SmsWatch> = {
	name: 'Wait for Reply',
	value: 'waitForReply',
	action: 'Wait for reply to SMS',
	description: 'Wait until a person sends an SMS to your number, or the time is up',
	documented: true,
	routing: smsReport,
	gives: {
		adds: {
			outcome: 'string',
			text: 'string',
			from: 'string',
			to: 'string',
			id: 'string',
			receivedAt: 'string',
		},
	},
	fields: [from, to, limitMinutes],
	options: [since, ...phoneOptions],
	share: () => new SmsWatch(),
	prepare: (item, watch) => watch.add(toSearch(item)),
	run: async (item, search, watch) => await watch.outcomeOf(search, item),
};

function toSearch(item: Item): Search {
	const written = requireText(item, from.name, from.displayName);
	const person = requirePhone(item, from.displayName, written);
	const picked = requirePicked(item, to.name, to.displayName);
	// CINNOX knows its own numbers.
	const ours = requirePhone(item, to.displayName, picked, { allowUnknown: true });
	const after = readSince(item);
	const start = after ?? Date.now();
	/** What was there before; undefined until that is known. */
	let known: Set<string> | undefined = after === undefined ? undefined : new Set();
	return {
		since: start,
		limit: readLimitMinutes(item),
		look: (rows) => {
			const theirs = rows
				.filter((row) => digitsOf(row, 'sender') === person && digitsOf(row, 'recipient') === ours)
				.filter((row) => after === undefined || timeOf(row) >= after);
			if (known === undefined) {
				known = new Set(theirs.map(idOf));
				return undefined;
			}
			const [reply] = theirs
				.filter((row) => !known?.has(idOf(row)))
				.sort((a, b) => timeOf(a) - timeOf(b));
			if (reply === undefined) return undefined;
			return [
				{
					outcome: 'replied',
					text: toText(reply.text),
					from: person,
					to: ours,
					id: idOf(reply),
					receivedAt: firstText(reply, 'createdAt', 'date'),
				},
			];
		},
		expired: () => [{ outcome: 'timedOut', text: null, from: person, to: ours }],
	};
}

/** A row without a time counts as new. */
function timeOf(row: SmsRow): number {
	return toDate(row.createdAt, 'UTC')?.getTime() ?? Infinity;
}

function readSince(item: Item): number | undefined {
	const value = item.parameter<unknown>(`options.${since.name}`);
	if (value === undefined || value === '') return undefined;
	const date = toDate(value, item.run.timezone);
	if (date !== undefined) return date.getTime();
	throw refuse(
		"'Since' is not a date and time",
		"Pick a date in 'Since', or let the expression there give one such as 2026-01-31T09:00:00",
	);
}
