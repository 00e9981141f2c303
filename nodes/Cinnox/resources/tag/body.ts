import type { IDataObject } from 'n8n-workflow';

import { isEmpty, isObject } from '../../../values/objects';
import { refuse, refuseChoice } from '../../../values/refusal';
import { readNames, toText } from '../../../values/text';
import { readEntries } from '../../operation/entries';
import type { CollectionName } from '../../operation/fields';
import type { Item } from '../../operation/item';
import { readJsonObject } from '../../operation/json';
import type { RowShape } from '../../operation/rows';
import { tagMessages } from './fields';

const FUNCTION_TYPES = ['CALL', 'IM'];

/** The pages spell several members in two or three ways: https://docs.cinnox.com/docs/update-tag2 */
export const tagRow: RowShape = {
	aliases: {
		id: ['tagID', 'tagId', '_id'],
		createdAt: ['createAt'],
		updatedAt: ['updateAt'],
		timeoutRepeatMessage: ['timeOutRepeatMessage'],
	},
};

/** Members of a body that the tag list shows. */
const LISTED = [
	'functionType',
	'basicInfo',
	'tagNameLanguageSetting',
	'welcomeMessage',
	'timeoutRepeatMessage',
	'transferFailedMessage',
	'closingMessage',
	'customChannelInfo',
	'routingRule',
	'stickyRouting',
	'metaData',
];

/** Adds the details that need another form. The plain ones come by their routing. */
export function addDetails(item: Item, collection: CollectionName): void {
	const body = { ...(item.draft.body as IDataObject) };
	for (const [name, displayName] of [
		['customChannelInfo', 'Custom Channel Info'],
		['routingRule', 'Routing Rule (JSON)'],
	]) {
		const value = item.parameter<unknown>(`${collection}.${name}`);
		if (value !== undefined) body[name] = readJsonObject(value, displayName);
	}
	const metaData = item.parameter<unknown>(`${collection}.metaData`);
	if (metaData !== undefined) body.metaData = readNames(metaData);
	const translations = readEntries(item, `${collection}.tagNameLanguageSetting`);
	if (translations) body.tagNameLanguageSetting = toTranslations(translations);
	for (const name of Object.keys(tagMessages)) {
		const [message] = readEntries(item, `${collection}.${name}`) ?? [];
		if (message) body[name] = toMessage(message);
	}
	item.draft.body = body;
}

/** @throws UserError when the body has no function types, or unknown ones */
export function checkFunctionTypes(body: IDataObject): void {
	const types = readNames(body.functionType);
	const unknown = types.find((type) => !FUNCTION_TYPES.includes(type));
	if (types.length > 0 && unknown === undefined) {
		// An expression may give one as a text.
		body.functionType = types;
		return;
	}
	if (unknown !== undefined) throw refuseChoice('Function Types', unknown, FUNCTION_TYPES);
	throw refuse(
		"'Function Types' is empty",
		`Set one or more of ${FUNCTION_TYPES.join(', ')} in 'Function Types'`,
	);
}

/** A listed tag (under stable names) as the body that would write it. */
export function toInput(row: IDataObject): IDataObject {
	const input: IDataObject = {};
	for (const name of LISTED) {
		const value = row[name];
		if (value !== undefined && value !== null) input[name] = value;
	}
	const { tagNameLanguageSetting: translations, metaData } = input;
	if (Array.isArray(translations)) {
		input.tagNameLanguageSetting = toTranslations((translations as unknown[]).filter(isObject));
	}
	if (metaData !== undefined) input.metaData = readNames(metaData);
	return input;
}

/** What is stored with the changes on top; names, translations and messages member by member. */
export function mergeTag(stored: IDataObject, changes: IDataObject): IDataObject {
	const merged: IDataObject = { ...stored, ...changes };
	for (const name of ['basicInfo', 'tagNameLanguageSetting', ...Object.keys(tagMessages)]) {
		merged[name] = mergeMembers(stored[name], changes[name]);
		if (merged[name] === undefined) delete merged[name];
	}
	return merged;
}

/** What each choice of Clear Fields makes of a body. */
const EMPTIED: Record<string, IDataObject> = {
	customChannelInfo: { customChannelInfo: {} },
	metaData: { metaData: [] },
	routingRule: { routingRule: {} },
	tagDescription: { basicInfo: { tagDescription: '' } },
	tagIcon: { basicInfo: { tagIcon: '' } },
	tagNameLanguageSetting: { tagNameLanguageSetting: {} },
};

/** The body without what is to be emptied. */
export function clearMembers(body: IDataObject, cleared: string[]): IDataObject {
	const left = { ...body };
	for (const name of cleared) {
		for (const [member, empty] of Object.entries(EMPTIED[name] ?? {})) {
			left[member] = member === 'basicInfo' ? mergeMembers(left.basicInfo, empty) : empty;
		}
	}
	return left;
}

function mergeMembers(stored: unknown, changes: unknown): IDataObject[string] {
	if (!isObject(stored) || !isObject(changes)) return (changes ?? stored) as IDataObject[string];
	const merged: IDataObject = { ...stored };
	for (const [name, value] of Object.entries(changes)) {
		merged[name] = mergeMembers(stored[name], value);
	}
	return merged;
}

function toTranslations(entries: IDataObject[]): IDataObject {
	const translations: IDataObject = {};
	for (const entry of entries) {
		const { language, code, languageCode, lang, ...rest } = entry;
		const key = [language, code, languageCode, lang]
			.map(toText)
			.find((text) => text !== '')
			?.trim();
		if (key === undefined) {
			// An array of objects that hold one language each, as the list may print it.
			if (Object.values(entry).some(isObject)) Object.assign(translations, entry);
			else {
				throw refuse(
					"'Language' of a translation is empty",
					"Enter a code in 'Language', e.g. zh, or remove the translation",
				);
			}
			continue;
		}
		translations[key] = Object.fromEntries(
			Object.entries(rest).filter(([, value]) => !isEmpty(value)),
		);
	}
	return translations;
}

/**
 * Of buttons the pages name `buttonPayload` only, so that where they stand is our reading; what is
 * written as JSON goes out as it is. https://docs.cinnox.com/reference/create-tag
 */
function toMessage({
	enabled,
	messageType,
	title,
	description,
	buttons,
	content,
	attachment,
}: IDataObject): IDataObject {
	const message: IDataObject = {
		...(isEmpty(content) ? {} : readJsonObject(content, 'Content (JSON)')),
		...Object.fromEntries(
			Object.entries({ title, description, buttons }).filter(([, value]) => !isEmpty(value)),
		),
	};
	return {
		enabled: enabled !== false,
		...(!isEmpty(messageType) ? { messageType } : {}),
		...(Object.keys(message).length > 0 ? { message } : {}),
		...(!isEmpty(attachment) ? { attachment } : {}),
	};
}
