import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { readJsonObject } from '../../shared/body';
import { refuse, requireText } from '../../shared/checks';
import { readEntries } from '../../shared/entries';
import {
	jsonBody,
	listProperty,
	method,
	path,
	queryJson,
	queryParameters,
	returnAllPages,
} from '../../shared/fields';
import type { Call, Operation, Prepare } from '../../shared/operation';
import { toText } from '../../shared/text';
import { isObject } from '../../transport/envelope';
import { readPages } from '../../transport/pages';
import { addTo, readAddress } from './address';

/** The documented maximum: https://docs.cinnox.com/docs/get-label-list */
const PAGE_SIZE = 500;

const METHODS = new Set(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);

const setAddress: Prepare = (call) => {
	const { url, qs } = readAddress(requireText(call, 'path', 'Path'), call.baseUrl);
	for (const { name, value } of readEntries(call, 'queryParameters') ?? []) {
		const text = toText(name).trim();
		if (text !== '') addTo(qs, text, value);
	}
	const json = call.parameter<unknown>('options.queryJson', undefined);
	if (json !== undefined && json !== '') {
		Object.assign(qs, readJsonObject(json, 'Query Parameters (JSON)'));
	}
	call.options.url = url;
	call.options.qs = { ...call.options.qs, ...qs };
};

const setMethodAndBody: Prepare = (call) => {
	const name = toText(call.parameter<unknown>('method', 'GET')).trim().toUpperCase();
	if (!METHODS.has(name)) {
		throw refuse(
			`'Method' has no "${name.slice(0, 20)}"`,
			`Let the expression there give one of ${[...METHODS].join(', ')}`,
		);
	}
	call.options.method = name as IHttpRequestOptions['method'];
	if (name === 'GET') return;
	const body = readBody(call.parameter<unknown>('jsonBody', '{}'));
	const isEmpty = Object.keys(body).length === 0;
	if (name !== 'DELETE' || !isEmpty) call.options.body = body;
};

/** Any operation that this node does not have. The pages of all: https://docs.cinnox.com/docs/open-api */
export const request: Operation = {
	name: 'Request',
	value: 'request',
	action: 'Send custom request',
	description: 'Call any address under the Base URL, with the same pace, retries and checks',
	documented: true,
	// Counts as a write, so that nothing is sent before all items were checked.
	routing: { request: { method: 'POST', url: '/v1/api/apps/{appID}/' } },
	fields: [method, path, queryParameters, jsonBody],
	options: [queryJson, returnAllPages, listProperty],
	prepare: [setAddress, setMethodAndBody],
	run: sendCustom,
};

async function sendCustom(call: Call): Promise<IDataObject[]> {
	const own = call.ownRequest();
	const property = toText(call.parameter<unknown>('options.listProperty', '')).trim() || undefined;
	if (own.method !== 'GET') {
		const answer = await call.once('', async () => {
			const { result } = await call.request(own);
			return { rows: toRows(result ?? {}, property) };
		});
		return answer.rows as IDataObject[];
	}
	if (call.parameter<boolean>('options.returnAllPages', false)) {
		return await readPages(call, { property, pageSize: PAGE_SIZE }, own, Infinity);
	}
	const { result, noRecords } = await call.request(own);
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
