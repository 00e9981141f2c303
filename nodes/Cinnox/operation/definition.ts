import type {
	IDataObject,
	IHttpRequestMethods,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { ListShape } from '../../transport/pages';
import type { Item } from './item';
import type { RowShape } from './rows';

/**
 * n8n's own `routing` of an operation, as far as this package reads it: literals only. An expression
 * would cost n8n two evaluations for every item.
 */
export interface OperationRouting {
	request: {
		method: IHttpRequestMethods;
		/** Exactly as in api/cinnox-open-api.yaml; `inPath` says what the placeholders stand for. */
		url: `/v1/api/apps/{appID}/${string}`;
	};
}

/** A field; `routing` says where its value goes as it is. Dots in `property` lead into objects. */
export interface Field extends INodeProperties {
	routing?: { send: { type: 'body' | 'query'; property: string } };
	/** A text of several entries, for which an expression may give a list. */
	isList?: boolean;
	/** A text for which an expression may give an object: the record that holds it. */
	takesRecord?: boolean;
	/**
	 * Another look of a field of the same name, for operations that show it in that one's place. Only
	 * for what a program relies on by its name; everything else gets a name of its own.
	 */
	isVariant?: true;
}

/** Whether a row of a list is one that a person wants. */
export type RowTest = (row: IDataObject) => boolean;

/**
 * A filter that CINNOX does not take: it refuses query parameters that it does not know. Rows are
 * tested while the pages are read, and reading ends as soon as there are as many as 'Limit'.
 */
export interface RowFilter {
	/** Shown under Filters. */
	field: Field;
	/**
	 * @param value as the field's kind is read, never empty
	 * @throws UserError for a value that no row can have
	 */
	toTest: (value: unknown, item: Item) => RowTest;
}

/**
 * One operation, in one file: what it is called, what it shows, and what it sends.
 *
 * `routing` here and beside each field is n8n's own. The rest says what n8n has no words for; how it
 * is carried out is in run.ts. To add an operation, see CONTRIBUTING.md.
 *
 * @typeParam Prepared what `prepare` found out and `run` needs
 * @typeParam Shared what all items of a run have in common, e.g. a list that is read once
 */
export interface Operation<Prepared = unknown, Shared = unknown> {
	/** Title Case, without the resource. */
	name: string;
	value: string;
	/** Sentence case, with the resource, without articles. */
	action: string;
	description: string;
	/**
	 * Whether the address is in CINNOX's public pages. `false` adds Options > Endpoint
	 * Path.
	 */
	documented: boolean;
	/** Sends a text to a person, who would get it twice if it were repeated. */
	sendsText?: boolean;
	/** What the person says is sent, so that it may change something in CINNOX. */
	mayWrite?: boolean;
	/** What comes out besides the rows of the answer, or in their place where `run` has no `row`. */
	gives?: Gives;
	/** What a person should know beside the output of a run, e.g. that nothing was sent. */
	hints?(outputs: IDataObject[]): string[];
	/** What a write did and to whom, put out besides what CINNOX answers. */
	done?(item: Item, answer: IDataObject): IDataObject;
	/** What a failed item says besides the error, in place of what came in under these names. */
	ifFailed?: IDataObject;
	/** Absent where the operation has no address of its own: it stays in n8n, or fetches a file. */
	routing?: OperationRouting;
	/** In the order in which a person sees them. A field used by several operations is one object. */
	fields?: Field[];
	/**
	 * Shown under Additional Fields, and there every write has Additional Body Fields besides;
	 * without any, that stands under Options.
	 */
	additionalFields?: Field[];
	/** Shown under Update Fields: what stays unset keeps its value in CINNOX. */
	updateFields?: Field[];
	/** Shown under Filters, and sent to CINNOX. */
	filters?: Field[];
	/** Filters that CINNOX does not take, for a `list`. */
	rowFilters?: RowFilter[];
	/** Shown under Options. */
	options?: Field[];
	/** Placeholder of the path -> the field with the value that takes its place, encoded. */
	inPath?: Record<string, INodeProperties>;
	/** Query parameter -> the field whose picked value it sends; it has to be there. */
	inQuery?: Record<string, INodeProperties>;
	/** Made once for each run, before the first item is looked at. */
	share?(): Shared;
	/**
	 * Checks and completes `item.draft`. Not async, so that it can't send: nothing of any item is sent
	 * before all items passed.
	 */
	prepare?(item: Item, shared: Shared): Prepared;
	/**
	 * Checks an item against what is stored in CINNOX. It reads and never writes; nothing of any item
	 * is written before all items passed.
	 */
	review?(item: Item, prepared: Prepared, shared: Shared): Promise<void>;
	/** The answer is a list: Return All and Limit are shown, and all pages are read. */
	list?: ListShape;
	/** How a row of the answer is put out. */
	row?: RowShape;
	/** Replaces "send the draft, put out its result". */
	run?(
		item: Item,
		prepared: Prepared,
		shared: Shared,
	): Promise<Array<IDataObject | INodeExecutionData>>;
}

/** For the output schemas, which n8n's editor shows before anything ran: scripts/lib/schemas.mts. */
export interface Gives {
	/** A schema of api/cinnox-open-api.yaml with all of whose members it comes out. */
	like?: string;
	/** Further members. */
	adds?: Record<string, 'string' | 'number' | 'boolean' | 'object' | 'string[]' | 'object[]'>;
}

/** One resource of the node. */
export interface Resource {
	name: string;
	value: string;
	/** What it is, in a few words: shown below its name where a person picks it. */
	description: string;
	operations: Operation[];
}

/** Whether the operation changes something in CINNOX, or may. */
export function isWrite({ routing }: Pick<Operation, 'routing'>): boolean {
	return routing !== undefined && routing.request.method !== 'GET';
}
