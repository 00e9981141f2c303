import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { getAccount } from '../transport/account';
import { readList } from '../transport/envelope';
import { adviceFor, asNodeError } from '../transport/errors';
import { failureOf, request, RequestFailed } from '../transport/request';
import { isObject } from '../values/objects';
import { asRefusal } from '../values/refusal';
import { firstText, readNames } from '../values/text';

/** Path and fields are not in the public pages: https://docs.cinnox.com/docs/management */
const DESTINATIONS = '/v1/api/apps/{appID}/destination';

const OTHERWISE = 'Give the IDs by an expression instead, e.g. {{ ["5f0c3a1e9b"] }}';

/** A person waits in front of the list; in ms. */
const TIMEOUT_MS = 15_000;

/** Nobody finds anything in a longer list. */
const MOST_ENTRIES = 10_000;

/** Says at its end that the list is not complete; no event has this destination. */
const CUT_OFF: INodePropertyOptions = {
	name: `… Only the First ${MOST_ENTRIES.toLocaleString('en')} Are Shown; Give Others by an Expression`,
	value: '',
};

/**
 * The destinations that an enquiry may go to, for the filter.
 *
 * @throws NodeApiError with the reason, so that a list that can't load never looks merely empty
 */
export async function getDestinationOptions(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const reading = readDestinations(this);
	const failure = await failureOf(reading);
	if (failure === undefined) return await reading;
	const { message } =
		failure instanceof RequestFailed ? adviceFor(failure.failure, '') : asRefusal(failure);
	throw asNodeError(this.getNode(), { message, description: OTHERWISE });
}

async function readDestinations(context: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const account = await getAccount(context);
	const { result } = await request(
		context,
		{ method: 'GET', url: DESTINATIONS, extra: { timeout: TIMEOUT_MS } },
		{ account, owner: 'list' },
	);
	const options = readList(result, 'destinations').flatMap((row) => {
		// The overview says that tags come along with the destinations.
		if (row.tagID !== undefined || isObject(row.basicInfo)) return [];
		const value = firstText(row, 'id', '_id', 'destinationID', 'destinationId');
		const name = firstText(row, 'displayName', 'name');
		const types = readNames(row.types).join(', ');
		const label = types === '' ? name : `${name} (${types})`;
		return value === '' ? [] : [{ name: name === '' ? value : label, value }];
	});
	const sorted = options.sort((a, b) => a.name.localeCompare(b.name));
	return sorted.length > MOST_ENTRIES ? [...sorted.slice(0, MOST_ENTRIES), CUT_OFF] : sorted;
}
