import { refuse } from '../../../values/refusal';
import type { Operation } from '../../operation/definition';
import type { LookUp } from '../../operation/lookUp';
import { FARTHEST_LOOK_UP, lookUp, mayBeMissing, whenNotFound } from '../../operation/lookUp';
import { toShaper } from '../../operation/output';
import { phoneOptions } from '../common/phone';
import type { Match } from './match';
import { keysOf, matchBy, matchValue, readMatch, tell } from './match';
import { CONTACT_LIST, contactRow } from './records';

/**
 * CINNOX has no operation to read one contact, so the list is searched, once for all items.
 *
 * https://docs.cinnox.com/docs/get-external-contact-list
 */
export const get: Operation<Match, LookUp> = {
	name: 'Get',
	value: 'get',
	action: 'Get contact',
	description: 'Find one external contact by ID, phone number or email address',
	documented: true,
	routing: { request: { method: 'GET', url: CONTACT_LIST } },
	fields: [matchBy, matchValue],
	options: [...phoneOptions, whenNotFound],
	row: contactRow,
	share: () => lookUp({ pageSize: 500, keysOf }),
	prepare: (item, contacts) => {
		const match = readMatch(item, true);
		contacts.want(item, match.key);
		return match;
	},
	run: async (item, match, contacts) => {
		const contact = await contacts.find(item, match.key);
		if (contact !== undefined) return toShaper(item, { row: contactRow })([contact]);
		if (mayBeMissing(item)) return [];
		throw refuse(
			`CINNOX has no contact with the ${tell(match)}`,
			`Check 'Match Value' and 'Match By'. To go on without a contact, set 'Options' > 'When Not Found'. The first ${FARTHEST_LOOK_UP.toLocaleString('en')} contacts were searched.`,
		);
	},
};
