import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../../values/objects';
import { refuse, shorten } from '../../../values/refusal';
import { firstText } from '../../../values/text';
import { readCleared } from '../../operation/clearFields';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import { normaliseRow } from '../../operation/rows';
import type { StoredRecords } from '../../operation/storedRecords';
import { requireChanges, storedRecords } from '../../operation/storedRecords';
import { addDetails, checkFunctionTypes, clearMembers, mergeTag, tagRow, toInput } from './body';
import { clearTag, functionType, resetHiddenFields, tag, tagDetails, tagName } from './fields';

/** Members of a body that the tag list does not show, so that they can't be kept. */
const HIDDEN: Record<string, string> = {
	closingMessage: 'Closing Message',
	stickyRouting: 'Sticky Routing',
};

/**
 * A PATCH that marks function types as required, so it may well replace the whole tag. What the tag
 * list shows is sent along; what it does not show has to be set, or given up on purpose.
 *
 * https://docs.cinnox.com/docs/update-tag2
 */
export const update: Operation<TagChange, StoredRecords> = {
	name: 'Update',
	value: 'update',
	action: 'Update tag',
	description: 'Change a tag; everything that is not listed stays as it is',
	documented: true,
	routing: { request: { method: 'PATCH', url: '/v1/api/apps/{appID}/tag/{tagID}' } },
	gives: { adds: { id: 'string', updatedAt: 'string' }, like: 'TagInput' },
	fields: [tag],
	updateFields: [tagName, functionType, ...tagDetails, clearTag],
	options: [resetHiddenFields],
	inPath: { tagID: tag },
	share: () =>
		storedRecords({
			url: '/v1/api/apps/{appID}/tag',
			property: 'tags',
			pageSize: 500,
			idOf: (row) => firstText(row, 'tagID', 'tagId', 'id', '_id'),
			toInput: (row) => toInput(normaliseRow(row, tagRow)),
		}),
	prepare: (item, tags) => {
		addDetails(item, 'updateFields');
		const cleared = readCleared(item, clearTag);
		requireChanges(item, cleared);
		const id = item.picked(tag.name);
		tags.want(id);
		return { id, cleared };
	},
	review: async (item, change, tags) => {
		toBody(item, change, await tags.find(item, change.id));
	},
	run: async (item, { id, cleared }, tags) => [
		await tags.update(item, id, async (before) => {
			const body = toBody(item, { id, cleared }, before);
			const { result } = await item.send({ ...item.draft, body });
			const answered = normaliseRow(isObject(result) ? result : {}, tagRow);
			return { stored: body, answer: { ...answered, ...body, id } };
		}),
	],
};

interface TagChange {
	id: string;
	/** What is to be emptied. */
	cleared: string[];
}

/** The whole tag as it is to be. @throws UserError when something could get lost */
function toBody(
	item: Item,
	{ id, cleared }: TagChange,
	before: IDataObject | undefined,
): IDataObject {
	const merged = mergeTag(before ?? refuseUnknown(id), item.draft.body as IDataObject);
	const body = clearMembers(merged, cleared);
	checkFunctionTypes(body);
	checkHidden(item, body);
	return body;
}

/** @throws UserError always: sending the changes alone could reset the rest */
function refuseUnknown(id: string): never {
	throw refuse(
		`'Tag' is not in the tag list: ${shorten(id)}`,
		"Pick the tag again in 'Tag'; it may have been deleted. Nothing was changed, because what the tag holds could not be read and might be lost.",
	);
}

function checkHidden(item: Item, body: IDataObject): void {
	const hidden = Object.entries(HIDDEN).filter(([name]) => body[name] === undefined);
	if (hidden.length === 0 || item.parameter<boolean>('options.resetHiddenFields', false)) return;
	const names = hidden.map(([, displayName]) => `'${displayName}'`).join(' and ');
	throw refuse(
		`CINNOX does not show what this tag has in ${names}, so the update could lose it`,
		`Set ${names} under 'Update Fields' too, or turn on 'Reset Hidden Fields' under 'Options'. Nothing was changed.`,
	);
}
