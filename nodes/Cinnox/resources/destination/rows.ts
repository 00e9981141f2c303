import type { IDataObject } from 'n8n-workflow';

import { readList } from '../../../transport/envelope';
import { isObject } from '../../../values/objects';

/** Members that a tag has and a destination has not: https://docs.cinnox.com/docs/get-tag-list */
const OF_TAGS = ['tagID', 'tagId', 'basicInfo', 'functionType', 'tagName'];

/**
 * The destinations of an answer. The overview says that tags come along; whether among the rows or in
 * a list of their own is not in the public pages.
 * https://docs.cinnox.com/docs/management
 */
export function readDestinations(result: unknown): IDataObject[] {
	const named = isObject(result)
		? Object.entries(result).find(
				([name, value]) => /^destination/i.test(name) && Array.isArray(value),
			)
		: undefined;
	return readList(named === undefined ? result : named[1]).filter(
		(row) => !OF_TAGS.some((member) => row[member] !== undefined),
	);
}
