import type { IDataObject } from 'n8n-workflow';

import { firstText } from '../../listSearch/names';
import { addBodyFields } from '../../shared/body';
import { inPath, refuse } from '../../shared/checks';
import {
	additionalBodyFields,
	functionType,
	resetHiddenFields,
	tag,
	tagDetails,
} from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';
import { normaliseRow } from '../../shared/rows';
import { findRow, inTurn, requireChanges } from '../../shared/update';
import { isObject } from '../../transport/envelope';
import { addDetails, checkFunctionTypes, mergeTag, tagRow, toInput } from './body';

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
export const update: Operation = {
	name: 'Update',
	value: 'update',
	action: 'Update tag',
	description: 'Change a tag; everything that is not listed stays as it is',
	documented: true,
	routing: { request: { method: 'PATCH', url: '/v1/api/apps/{appID}/tag/{tagID}' } },
	fields: [tag],
	updateFields: [functionType, ...tagDetails],
	additionalFields: [additionalBodyFields],
	options: [resetHiddenFields],
	prepare: [
		inPath('tagID', 'tag', 'Tag'),
		addDetails('updateFields'),
		addBodyFields,
		requireChanges,
	],
	run: updateTag,
};

async function updateTag(call: Call): Promise<IDataObject[]> {
	const id = call.picked('tag');
	const answer = await inTurn(
		call,
		async () =>
			await call.once('', async () => {
				const body = mergeTag(await readTag(call, id), call.options.body as IDataObject);
				checkFunctionTypes(body);
				checkHidden(call, body);
				const { result } = await call.request({ ...call.ownRequest(), body });
				return { ...normaliseRow(isObject(result) ? result : {}, tagRow), ...body, id };
			}),
	);
	return [answer];
}

/** @throws UserError when the list does not hold it: sending the changes alone could reset the rest */
async function readTag(call: Call, id: string): Promise<IDataObject> {
	const row = await findRow(
		call,
		'/v1/api/apps/{appID}/tag',
		{ property: 'tags', pageSize: 500 },
		(listed) => firstText(listed, 'tagID', 'tagId', 'id', '_id') === id,
	);
	if (row !== undefined) return toInput(normaliseRow(row, tagRow));
	throw refuse(
		`'Tag' is not in the tag list: ${id.slice(0, 100)}`,
		"Pick the tag again in 'Tag'; it may have been deleted. Nothing was changed, because what the tag holds could not be read and might be lost.",
	);
}

function checkHidden(call: Call, body: IDataObject): void {
	const hidden = Object.entries(HIDDEN).filter(([name]) => body[name] === undefined);
	if (hidden.length === 0 || call.parameter<boolean>('options.resetHiddenFields', false)) return;
	const names = hidden.map(([, displayName]) => `'${displayName}'`).join(' and ');
	throw refuse(
		`CINNOX does not show what this tag has in ${names}, so the update could lose it`,
		`Set ${names} under 'Update Fields' too, or turn on 'Reset Hidden Fields' under 'Options'. Nothing was changed.`,
	);
}
