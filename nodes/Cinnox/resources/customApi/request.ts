import type { IDataObject } from 'n8n-workflow';

import { readRows } from '../../../transport/pages';
import type { CinnoxRequest } from '../../../transport/request';
import { isObject } from '../../../values/objects';
import { refuse, refuseChoice } from '../../../values/refusal';
import { toText } from '../../../values/text';
import type { Operation } from '../../operation/definition';
import { readEntries } from '../../operation/entries';
import type { Item } from '../../operation/item';
import { readJsonObject } from '../../operation/json';
import { requireText } from '../../operation/parameters';
import { addTo, readAddress } from './address';
import {
	jsonBody,
	listProperty,
	method,
	METHODS,
	path,
	queryJson,
	queryParameters,
	returnAllPages,
} from './fields';

/** The documented maximum: https://docs.cinnox.com/docs/get-label-list */
const PAGE_SIZE = 500;

/** Any operation that this node does not have. The pages of all: https://docs.cinnox.com/docs/open-api */
export const request: Operation = {
	name: 'Request',
	value: 'request',
	action: 'Send API request',
	description: 'Call any address under the Base URL, with the same pace, retries and checks',
	documented: true,
	mayWrite: true,
	// Method and path are the person's own; these are where they begin.
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/' } },
	fields: [method, path, queryParameters, jsonBody],
	options: [queryJson, returnAllPages, listProperty],
	prepare,
	run: sendCustom,
};

function prepare(item: Item): void {
	const { url, qs } = readAddress(
		requireText(item, path.name, path.displayName),
		item.run.account.baseUrl,
	);
	for (const { name, value } of readEntries(item, queryParameters.name) ?? []) {
		const text = toText(name).trim();
		if (text !== '') addTo(qs, text, value);
	}
	const json = item.parameter<unknown>(`options.${queryJson.name}`, '');
	if (json !== '') Object.assign(qs, readJsonObject(json, queryJson.displayName));
	item.draft = { ...item.draft, url, isAsWritten: true, qs, ...readMethodAndBody(item) };
}

function readMethodAndBody(item: Item): Pick<CinnoxRequest, 'method' | 'body'> {
	const written = toText(item.parameter<unknown>(method.name, 'GET')).trim().toUpperCase();
	const name = METHODS.find((known) => known === written);
	if (name === undefined) throw refuseChoice(method.displayName, written, METHODS);
	if (name === 'GET') return { method: name };
	const body = readBody(item.parameter<unknown>(jsonBody.name, '{}'));
	const isEmpty = Object.keys(body).length === 0;
	return name === 'DELETE' && isEmpty ? { method: name } : { method: name, body };
}

async function sendCustom(item: Item): Promise<IDataObject[]> {
	const { draft } = item;
	const property =
		toText(item.parameter<unknown>(`options.${listProperty.name}`, '')).trim() || undefined;
	if (draft.method !== 'GET') {
		const answer = await item.once(async () => {
			const { result } = await item.send();
			return { rows: toRows(result ?? {}, property) };
		});
		return answer.rows as IDataObject[];
	}
	if (item.parameter<boolean>(`options.${returnAllPages.name}`, false)) {
		return await readRows(item.send, draft, { property, pageSize: PAGE_SIZE }, item.run);
	}
	const { result, noRecords } = await item.send();
	return noRecords ? [] : toRows(result, property);
}

/** A list as its rows; anything else whole, as nobody knows which of its members matter. */
function toRows(result: unknown, property: string | undefined): IDataObject[] {
	const named = isObject(result) && property !== undefined ? result[property] : undefined;
	const members = isObject(result) ? Object.values(result) : [];
	const only = members.length === 1 && Array.isArray(members[0]) ? members[0] : undefined;
	const list = [result, named, only].find(Array.isArray);
	if (list === undefined) return [toRow(result)];
	return list.map(toRow);
}

function toRow(value: unknown): IDataObject {
	return isObject(value) ? value : { value: value as IDataObject[string] };
}

function readBody(value: unknown): IDataObject | IDataObject[] {
	let parsed = value;
	if (typeof value === 'string') {
		try {
			parsed = JSON.parse(value.trim() === '' ? '{}' : value);
		} catch {
			parsed = undefined;
		}
	}
	if (isObject(parsed) || Array.isArray(parsed)) return parsed as IDataObject | IDataObject[];
	throw refuse(
		"'Body (JSON)' does not hold a JSON object or array",
		`Write names and values in braces in 'Body (JSON)', e.g. { "name": "value" }`,
	);
}
