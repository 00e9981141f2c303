import type {
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
} from 'n8n-workflow';

import { isPath } from '../../transport/path';
import type { CinnoxRequest } from '../../transport/request';
import { refuse } from '../../values/refusal';
import { toText } from '../../values/text';
import type { Field, Operation } from './definition';
import { isWrite } from './definition';
import { additionalBodyFields, collectionOfBodyFields, COLLECTIONS, endpointPath } from './fields';
import type { Item, ItemContext } from './item';
import { readJsonObject } from './json';
import { requirePicked } from './parameters';

/** A field whose value goes into the request as it is. */
interface SentField {
	/** Where the value stands, e.g. `filters.status`. */
	name: string;
	part: 'body' | 'qs';
	/** Where it goes, from the outermost object on. */
	path: string[];
	extractValue: boolean;
}

/** Puts together what an operation sends for one item. */
export type Draft = (context: ItemContext, item: Item) => CinnoxRequest;

/**
 * Reads what an operation's routing says, once, at load.
 *
 * @throws Error at load for anything that can't be carried out: an expression, routing of a choice or
 * inside a field, a placeholder of the path that no field fills
 */
export function readRouting(operation: Operation): Draft {
	const { routing, inPath = {}, inQuery = {} } = operation;
	const sent = readFields(operation);
	if (routing === undefined) {
		return (context) => ({ method: 'GET', url: '', extra: readRequestOptions(context) });
	}
	const { method, url, ...more } = routing.request;
	refuseUnless(isLiteral(method) && isLiteral(url) && Object.keys(more).length === 0, operation);
	const placeholders = [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
	const filled = ['appID', ...Object.keys(inPath)];
	refuseUnless(placeholders.sort().join() === filled.sort().join(), operation);

	return (context, item) => {
		const { body, qs } = readValues(sent, item);
		for (const [name, { name: field, displayName }] of Object.entries(inQuery)) {
			qs[name] = requirePicked(item, field, displayName);
		}
		const own = operation.documented ? undefined : readEndpointPath(item);
		let address: string = own ?? url;
		for (const [name, { name: field, displayName }] of Object.entries(inPath)) {
			const value = encodeURIComponent(requirePicked(item, field, displayName));
			address = address.split(`{${name}}`).join(value);
		}
		return {
			method,
			url: address,
			isAsWritten: own !== undefined,
			qs,
			body: isWrite(operation) ? { ...readAdditionalBody(item, operation), ...body } : body,
			extra: readRequestOptions(context),
		};
	};
}

function readFields(operation: Operation): SentField[] {
	return [
		...(operation.fields ?? []).map((field) => readField(operation, field)),
		...COLLECTIONS.flatMap(({ part: collection }) =>
			(operation[collection] ?? []).map((field) => readField(operation, field, collection)),
		),
	].filter((field) => field !== undefined);
}

function readField(operation: Operation, field: Field, collection?: string): SentField | undefined {
	const { name, type, displayOptions, routing, options } = field;
	refuseUnless(!holdsRouting(options), operation, name);
	if (routing === undefined) return undefined;
	const { type: part, property, ...more } = routing.send;
	refuseUnless(
		displayOptions === undefined &&
			isLiteral(property) &&
			Object.keys(more).length + Object.keys(routing).length === 1,
		operation,
		name,
	);
	return {
		name: collection === undefined ? name : `${collection}.${name}`,
		part: part === 'body' ? 'body' : 'qs',
		path: property.split('.'),
		extractValue: type === 'resourceLocator',
	};
}

function readValues(sent: SentField[], item: Item) {
	const parts = { body: {} as IDataObject, qs: {} as IDataObject };
	for (const { name, part, path, extractValue } of sent) {
		const value = extractValue
			? item.picked(name) || undefined
			: item.parameter<IDataObject[string]>(name);
		if (value !== undefined) setAt(parts[part], path, value);
	}
	return parts;
}

/** The names come from this package's own definitions. */
function setAt(target: IDataObject, path: string[], value: IDataObject[string]): void {
	let place = target;
	for (const name of path.slice(0, -1)) place = (place[name] ??= {}) as IDataObject;
	place[path[path.length - 1]] = value;
}

/**
 * Options > Endpoint Path, in place of the address that is a guess.
 *
 * @throws UserError when it would leave the Base URL: the App Token goes wherever the path leads
 */
export function readEndpointPath(item: Item): string | undefined {
	const path = toText(item.parameter<unknown>(`options.${endpointPath.name}`, '')).trim();
	if (path === '') return undefined;
	if (isPath(path)) return path;
	throw refuse(
		"'Endpoint Path' is not a path under the Base URL",
		"Write 'Endpoint Path' as the part after the Base URL, beginning with a slash, e.g. /v1/api/apps/{appID}/send_sms",
	);
}

/** What a person adds to the body; what the node itself sends wins. */
function readAdditionalBody(item: Item, operation: Operation): IDataObject {
	const { name, displayName } = additionalBodyFields;
	const value = item.parameter<unknown>(`${collectionOfBodyFields(operation)}.${name}`);
	return value === undefined ? {} : readJsonObject(value, displayName);
}

/** Request Options, which n8n adds to every declarative node. */
function readRequestOptions(context: ItemContext): Partial<IHttpRequestOptions> {
	const { proxy, timeout, allowUnauthorizedCerts } = context.getNodeParameter(
		'requestOptions',
		{},
	) as { proxy?: string; timeout?: number; allowUnauthorizedCerts?: boolean };
	return {
		...(proxy ? { proxy: readProxy(proxy) } : {}),
		...(timeout ? { timeout } : {}),
		...(allowUnauthorizedCerts ? { skipSslCertificateValidation: true } : {}),
	};
}

function readProxy(address: string): IHttpRequestOptions['proxy'] {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url === undefined || url.hostname === '') {
		throw refuse(
			"'Proxy' under Request Options is not an address",
			"Write 'Proxy' as protocol, host and port, e.g. http://localhost:8080",
		);
	}
	const { protocol, hostname, port, username, password } = url;
	const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
	return {
		host: hostname,
		port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
		protocol: protocol.replace(/:$/, ''),
		...(username === '' ? {} : { auth }),
	};
}

/** Whether a choice, or a field inside a field, has routing of its own. */
function holdsRouting(options: INodeProperties['options']): boolean {
	return (options ?? []).some(
		(option: INodePropertyOptions | INodeProperties | INodePropertyCollection) =>
			'routing' in option ||
			('options' in option && holdsRouting(option.options)) ||
			('values' in option && holdsRouting(option.values)),
	);
}

function isLiteral(value: string): boolean {
	return !value.startsWith('=');
}

function refuseUnless(isReadable: boolean, { action }: Operation, field?: string): void {
	if (isReadable) return;
	const where = field === undefined ? `"${action}"` : `the field "${field}" of "${action}"`;
	throw new Error(`The routing of ${where} can't be read: see operation/definition.ts`);
}
