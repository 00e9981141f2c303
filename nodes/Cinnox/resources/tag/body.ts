import type { IDataObject } from 'n8n-workflow';

import { readJsonObject } from '../../shared/body';
import { refuse } from '../../shared/checks';
import { readEntries } from '../../shared/entries';
import { tagMessages } from '../../shared/fields';
import type { Call, Prepare } from '../../shared/operation';
import { readNames } from '../../shared/output';
import type { RowShape } from '../../shared/rows';
import { toText } from '../../shared/text';
import { isObject } from '../../transport/envelope';

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
export function addDetails(collection: 'additionalFields' | 'updateFields'): Prepare {
	return (call) => {
		const body = { ...(call.options.body as IDataObject) };
		for (const [name, displayName] of [
			['customChannelInfo', 'Custom Channel Info (JSON)'],
			['routingRule', 'Routing Rule (JSON)'],
		]) {
			const value = call.parameter<unknown>(`${collection}.${name}`, undefined);
			if (isSet(value)) body[name] = readJsonObject(value, displayName);
		}
		const metaData = call.parameter<unknown>(`${collection}.metaData`, undefined);
		if (metaData !== undefined && metaData !== null) body.metaData = readNames(metaData);
		const translations = readEntries(call, `${collection}.tagNameLanguageSetting`);
		if (translations) body.tagNameLanguageSetting = toTranslations(translations);
		for (const name of Object.keys(tagMessages)) {
			const [message] = readEntries(call, `${collection}.${name}`) ?? [];
			if (message) body[name] = toMessage(message);
		}
		call.options.body = body;
	};
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
	throw refuse(
		unknown === undefined
			? "'Function Types' is empty"
			: `'Function Types' has no "${unknown.slice(0, 40)}"`,
		`Set one or more of ${FUNCTION_TYPES.join(', ')} in 'Function Types'`,
	);
}

export const requireFunctionTypes: Prepare = (call: Call) =>
	checkFunctionTypes(call.options.body as IDataObject);

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
			Object.entries(rest).filter(([, value]) => isSet(value)),
		);
	}
	return translations;
}

function toMessage({
	enabled,
	messageType,
	title,
	description,
	attachment,
}: IDataObject): IDataObject {
	const message = Object.fromEntries(
		Object.entries({ title, description }).filter(([, value]) => isSet(value)),
	);
	return {
		enabled: enabled !== false,
		...(isSet(messageType) ? { messageType } : {}),
		...(Object.keys(message).length > 0 ? { message } : {}),
		...(isSet(attachment) ? { attachment } : {}),
	};
}

function isSet(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}
