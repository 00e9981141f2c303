import type { Readable } from 'node:stream';

/** An answer as it would go out. */
export interface Answer {
	status: number;
	/** `code` of the body, where it is a number. */
	code?: number;
	headers: Record<string, string | string[]>;
	body: string | Buffer | Readable;
}

/** How a connection goes on after what was written. */
export type Ending =
	/** The next request on it is read. */
	| 'keep'
	/** Closed in order (FIN) once everything is written. */
	| 'close'
	/** Reset (RST). */
	| 'reset'
	/** Left open, and nothing more ever comes. */
	| 'stall'
	/** Our side is closed (FIN), theirs stays open for as long as they want. */
	| 'halfOpen';

/** One thing that happens on the wire: bytes, a wait in milliseconds, or how it ends. */
export type Step = Uint8Array | { wait: number } | { then: Ending };

/** What goes over the wire instead of an answer that Node would write; ends in `keep` when it does not say. */
export interface Wire {
	/** `code` of the body, where it is a number. */
	code?: number;
	steps: AsyncIterable<Step> | Iterable<Step>;
}

/** What a fault may be told. Which kind knows which of them: `options` of its row. */
export interface FaultOptions {
	/** Whether the request takes effect before the faulty answer; the default is that of the kind. */
	afterProcessing?: boolean;
	/** One of the variants of the kind (see `forms` of its row). */
	form?: string;
	/** Milliseconds: a delay, or the time between two pieces. */
	ms?: number;
	/** Up to so many milliseconds more than `ms`, by chance. */
	jitterMs?: number;
	/** Number of bytes: how long a piece is, or after how many something happens. */
	bytes?: number;
	/** Where `bytes` begin to count: with the status line (`answer`) or with the body. */
	from?: 'answer' | 'body';
	bytesPerSecond?: number;
	/** How many: headers, informational answers. */
	count?: number;
	/** Length in millions of bytes. */
	megabytes?: number;
	/** Levels of nesting. */
	depth?: number;
	/** Content-Encoding. */
	encoding?: string;
	/** HTTP status. */
	status?: number;
	/** `code` of the body. */
	code?: number;
	message?: string;
	/** Retry-After: seconds, an HTTP date, anything. */
	retryAfter?: number | string;
	/** Location of a redirect, instead of the one that `form` makes. */
	location?: string;
	/** Where an echo stands: message, body, header, location. */
	where?: string;
	/** Characters before an echo. */
	offset?: number;
	/** Seed of everything that happens by chance. */
	seed?: number;
	/** The whole answer, status line included, as Latin-1 text. */
	text?: string;
}

/** The request that a fault answers. */
export interface FaultyRequest {
	method: string;
	/** With its query. */
	url: string;
	/** Without its query. */
	path: string;
	query: Record<string, unknown>;
	/** App ID of the path, or an empty text. */
	appId: string;
	/** What came as bearer token, or an empty text. */
	token: string;
	/** Host and port as the client wrote them. */
	host: string;
}

/** Options of a row as its functions get them: everything that has a default is set. */
export type Settled<Options> = {
	[Name in keyof Options & keyof FaultOptions]: Options[Name] extends undefined
		? FaultOptions[Name]
		: NonNullable<FaultOptions[Name]>;
} & {
	/** An empty text where the kind has no variants. */
	form: string;
};

/** What a fault works with. */
export interface FaultTools<Options = unknown> {
	options: Settled<Options>;
	request: FaultyRequest;
	/** The answer without the fault; undefined when the request was not processed. */
	normal: Answer | undefined;
	/** The answer without the fault, or one that looks like success when the request was not processed. */
	success: Answer;
	/** A number from 0 (included) to 1 (excluded), the next one of the fault's seed. */
	random: () => number;
	/** What this fault keeps from one request to the next. */
	memory: Map<string, unknown>;
}

/** A set of options that is worth trying. */
export interface FaultCase {
	name: string;
	options: FaultOptions;
	/** Takes seconds, or hundreds of megabytes. */
	heavy?: boolean;
	/** Ends only with the client's patience. */
	endless?: boolean;
}

interface Row<Options> {
	/** What happens out there that looks like this. */
	standsFor: string;
	/** Options that it knows, with their defaults; undefined where there is none. */
	options?: Options;
	/** What `form` and `where` may be, the default first. */
	choices?: { form?: readonly string[]; where?: readonly string[] };
	/** Whether the answer is a refusal of CINNOX's, which proves that nothing took effect; then nothing does by default. */
	refuses?: (options: Settled<Options>) => boolean;
	/** Whether the answer says success of its own accord, so that it is a lie where nothing took effect. */
	claims?: (options: Settled<Options>) => boolean;
	/** Whether nobody can read success out of the answer, so that it is no lie where nothing took effect. */
	isSilent?: (options: Settled<Options>) => boolean;
	/** Options worth trying one by one. Without it: every form, or the defaults. */
	cases?: readonly FaultCase[];
}

/** A fault that makes up the answer. The first one that fits a request hits it. */
export interface AnswerFault<Options = unknown> extends Row<Options> {
	/** Whether the request takes effect unless the fault says otherwise, or refuses it. */
	processes: boolean;
	/** Waits so many milliseconds before the request is processed. */
	before?: (options: Settled<Options>) => number;
	/** Waits so many milliseconds after it was processed. */
	after?: (options: Settled<Options>) => number;
	/** Makes the answer; without it the normal one goes out. */
	answer?: (tools: FaultTools<Options>) => Answer | Wire | Promise<Answer | Wire>;
}

/** A fault of the line. All that fit a request hit it, whatever answer it gets, in the order in which they were added. */
export interface LineFault<Options = unknown> extends Row<Options> {
	/** Whether it lets the request take effect. Default true. */
	processes?: boolean;
	/** Changes what goes over the wire. */
	line: (steps: AsyncIterable<Step>, tools: FaultTools<Options>) => AsyncIterable<Step>;
	/** Breaks off while the request is still coming in, after so many bytes. */
	upload?: (options: Settled<Options>) => number;
}

/** A row as everybody else sees it. */
export interface FaultRow {
	standsFor: string;
	options: FaultOptions;
	choices: { form?: readonly string[]; where?: readonly string[] };
	cases: readonly FaultCase[];
	processes: boolean;
	refuses?: (options: Settled<FaultOptions>) => boolean;
	claims?: (options: Settled<FaultOptions>) => boolean;
	isSilent?: (options: Settled<FaultOptions>) => boolean;
	before?: (options: Settled<FaultOptions>) => number;
	after?: (options: Settled<FaultOptions>) => number;
	answer?: (tools: FaultTools<FaultOptions>) => Answer | Wire | Promise<Answer | Wire>;
	line?: (steps: AsyncIterable<Step>, tools: FaultTools<FaultOptions>) => AsyncIterable<Step>;
	upload?: (options: Settled<FaultOptions>) => number;
}

const complete = <Options,>(row: AnswerFault<Options> | LineFault<Options>): FaultRow =>
	({
		processes: true,
		...row,
		options: row.options ?? {},
		choices: row.choices ?? {},
		cases: row.cases ?? formCases(row.choices?.form ?? ['']),
	}) as FaultRow;

/** A row of a fault that makes up the answer. Its functions get its options with their defaults. */
export const answerFault = <Options = unknown,>(row: AnswerFault<Options>): FaultRow =>
	complete(row);

/** A row of a fault of the line. */
export const lineFault = <Options = unknown,>(row: LineFault<Options>): FaultRow => complete(row);

/** Cases for each entry of a table, by the name that `form` takes. */
export const formCases = (forms: readonly string[]): FaultCase[] =>
	forms.map((form) => ({ name: form, options: form === '' ? {} : { form } }));
