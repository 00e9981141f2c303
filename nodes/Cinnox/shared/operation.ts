import type {
	IBinaryData,
	IDataObject,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyRouting,
} from 'n8n-workflow';

import type { FileRequest } from '../transport/download';
import type { CinnoxRequest, Success } from '../transport/request';
import type { RowShape } from './rows';

/**
 * One operation, in one file.
 *
 * `routing` and the `routing` beside each field are n8n's own and say what is sent. The rest says
 * what n8n has no words for. To add an operation: copy a neighbour, add it to its resource's index
 * and to api/cinnox-open-api.yaml.
 */
export interface Operation {
	/** Title Case, without the resource. */
	name: string;
	value: string;
	/** Sentence case, with the resource, without articles. */
	action: string;
	description: string;
	/**
	 * Whether the address is in CINNOX's public pages. `false` shows a notice and adds
	 * Options > Endpoint Path.
	 */
	documented: boolean;
	/** Absent when the operation sends nothing. */
	routing?: INodePropertyRouting;
	/** In the order in which a person sees them. A field used by several operations is one object. */
	fields?: INodeProperties[];
	/** Shown under Additional Fields. */
	additionalFields?: INodeProperties[];
	/** Shown under Update Fields: what stays unset keeps its value in CINNOX. */
	updateFields?: INodeProperties[];
	/** Shown under Filters. */
	filters?: INodeProperties[];
	/** Shown under Options. */
	options?: INodeProperties[];
	/**
	 * Checks and completes the request, in this order. Nothing of any item is sent before all items
	 * passed their checks, unless the node continues on errors.
	 */
	prepare?: Prepare[];
	/** The answer is a list: Return All and Limit are shown, and all pages are read. */
	list?: ListShape;
	/** How a row of the answer is put out. */
	row?: RowShape;
	/** Replaces "send one request, put out its result". */
	run?: (call: Call) => Promise<IDataObject[] | INodeExecutionData[]>;
}

export interface ListShape {
	/** Member of the result that holds the rows; any array is taken when absent. */
	property?: string;
	/** Rows per request, CINNOX's documented maximum; absent = the endpoint has no paging. */
	pageSize?: number;
	/** Longest time range of one request in days; longer ones are split. */
	maxDays?: number;
}

export type Prepare = (call: Call) => void | Promise<void>;

/** One resource of the node. */
export interface Resource {
	name: string;
	value: string;
	operations: Operation[];
}

/** One input item on its way through an operation. */
export interface Call {
	operation: Operation;
	itemIndex: number;
	/** What routing has put together; `prepare` may change it. */
	options: IHttpRequestOptions;
	/** What `prepare` found out and `run` needs. */
	notes: IDataObject;
	/** The value of a parameter for this item, with expressions resolved. */
	parameter: <T>(name: string, fallback?: T) => T;
	/** Like `parameter`, for a resource locator: the picked or typed value. */
	picked: (name: string) => string;
	/** One request, through pace and retries. */
	request: (request: CinnoxRequest) => Promise<Success>;
	/**
	 * Runs a write, unless n8n repeats the node (Retry On Fail) and it already happened.
	 *
	 * @param part tells apart several writes of one item
	 */
	once: (part: string, write: () => Promise<IDataObject>) => Promise<IDataObject>;
	/** The request of `options`. */
	ownRequest: () => CinnoxRequest;
	/** Fetches a file into n8n's binary data storage, without the App Token. */
	download: (file: FileRequest) => Promise<IBinaryData>;
	timezone: () => string;
	/** Normalised; what every request goes to. */
	baseUrl: string;
	/** A key that only holders of this credential have; never the App Token itself. */
	signingKey: () => Buffer;
	signal?: AbortSignal;
}
