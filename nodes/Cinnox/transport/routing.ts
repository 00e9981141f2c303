import type {
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { refuse } from '../shared/checks';
import type { Operation } from '../shared/operation';
import type { ItemContext } from './item';

/** A field whose value goes into the request as it is. */
interface SentField {
	/** Where the value stands, e.g. `filters.status`. */
	name: string;
	/** The collection that holds it, if any: it is sent only when it was added there. */
	collection?: string;
	part: 'body' | 'qs';
	property: string;
	extractValue: boolean;
}

/** What an operation's routing says, as far as it needs no expression. */
export interface PlainRouting {
	method: IHttpRequestMethods;
	url: string;
	sent: SentField[];
}

const COLLECTIONS = ['additionalFields', 'updateFields', 'filters', 'options'] as const;

/**
 * Reads an operation's routing, if it says nothing but a method, a path and where values go.
 *
 * @returns undefined when only n8n's RoutingNode can carry it out
 */
export function readPlainRouting(operation: Operation): PlainRouting | undefined {
	const { request, ...others } = operation.routing ?? {};
	const { method, url, ...more } = request ?? {};
	if (!isPlain(method) || !isPlain(url) || !isEmpty(others) || !isEmpty(more)) return undefined;
	const fields = [
		...(operation.fields ?? []).map((field) => ({ field, collection: undefined })),
		...COLLECTIONS.flatMap((collection) =>
			(operation[collection] ?? []).map((field) => ({ field, collection })),
		),
	];
	const sent: SentField[] = [];
	for (const { field, collection } of fields) {
		const read = readField(field, collection);
		if (read === 'unclear') return undefined;
		if (read !== undefined) sent.push(read);
	}
	return { method: method, url, sent };
}

/** The request of one item, as RoutingNode would put it together. */
export function toRequest(
	{ method, url, sent }: PlainRouting,
	context: ItemContext,
): IHttpRequestOptions {
	const body: IDataObject = {};
	const qs: IDataObject = {};
	for (const { name, collection, part, property, extractValue } of sent) {
		if (collection !== undefined) {
			const added = context.getNodeParameter(collection, {}, { rawExpressions: true });
			if (!Object.hasOwn(Object(added) as object, name.slice(collection.length + 1))) continue;
		}
		const value = context.getNodeParameter(name, '', { extractValue });
		(part === 'body' ? body : qs)[property] = value;
	}
	return { method, url, qs, body, ...readRequestOptions(context) };
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
	if (!URL.canParse(address)) throw notAProxy();
	const { protocol, hostname, port, username, password } = new URL(address);
	if (hostname === '') throw notAProxy();
	return {
		host: hostname,
		port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
		protocol: protocol.replace(/:$/, ''),
		...(username === ''
			? {}
			: {
					auth: {
						username: decodeURIComponent(username),
						password: decodeURIComponent(password),
					},
				}),
	};
}

function notAProxy() {
	return refuse(
		"'Proxy' under Request Options is not an address",
		"Write 'Proxy' as protocol, host and port, e.g. http://localhost:8080",
	);
}

function readField(
	{ name, type, displayOptions, routing, ...field }: INodeProperties,
	collection: string | undefined,
): SentField | 'unclear' | undefined {
	if (holdsRouting(field.options)) return 'unclear';
	if (routing === undefined) return undefined;
	const { send, ...others } = routing;
	const { type: part, property, ...more } = send ?? {};
	const isUnclear =
		displayOptions !== undefined ||
		!isPlain(property) ||
		property.includes('.') ||
		(part !== 'body' && part !== 'query') ||
		!isEmpty(others) ||
		!isEmpty(more);
	if (isUnclear) return 'unclear';
	return {
		name: collection === undefined ? name : `${collection}.${name}`,
		collection,
		part: part === 'body' ? 'body' : 'qs',
		property,
		extractValue: type === 'resourceLocator',
	};
}

/** Whether a choice, or a field inside a field, has routing of its own. */
function holdsRouting(options: INodeProperties['options']): boolean {
	return (options ?? []).some(
		(option) =>
			'routing' in option ||
			('options' in option && holdsRouting(option.options)) ||
			('values' in option && holdsRouting(option.values)),
	);
}

function isPlain(value: unknown): value is string {
	return typeof value === 'string' && !value.startsWith('=');
}

function isEmpty(value: object): boolean {
	return Object.keys(value).length === 0;
}
