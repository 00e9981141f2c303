import type { Fault, FaultKind, FaultTarget } from './faults/table.mts';
import type { SimulatorState } from './state.mts';
import type { StrictnessOptions } from './strictness/options.mts';

/** One App of the simulated service account. All Apps share data and rate limit, subscriptions belong to one App. */
export interface App {
	appId: string;
	appToken: string;
}

/** How the simulator behaves. Everything has a default; `configure` changes most of it while it runs. */
export interface SimulatorOptions extends StrictnessOptions {
	/** Address to listen on. Default 127.0.0.1. */
	host?: string;
	/** Port to listen on; 0 (default) takes a free one. */
	port?: number;
	/** Apps that may call. Default: one App. */
	apps?: App[];
	/** Rows of every report. Default 120, made for up to 100,000. */
	reportRows?: number;
	/**
	 * Keeps the rows of calls, conferences and SMS once they were read, so that reading them again takes
	 * little time and much memory. For measurements. Default false.
	 */
	keepReportRows?: boolean;
	/** External contacts at the start. Default 40. */
	contacts?: number;
	/** What the simulator's clock shows at its start (RFC 3339); rows lie in the 30 days before it. */
	now?: string;
	/** Requests a minute for the whole account, 0 = no limit. Default 500. */
	rateLimitPerMinute?: number;
	/** HTTP status of 6451010. Default 400. */
	rateLimitStatus?: 400 | 429;
	/** Retry-After sent with 6451010, in seconds. Default: not sent. */
	retryAfterSeconds?: number;
	/** HTTP status of 6451011. Default 400. */
	noRecordsStatus?: 200 | 400;
	/** Wait before every API request is processed, in milliseconds. Default 0. */
	latencyMs?: number;
	/** Wait before each status notification of a sent SMS, in milliseconds. Default 50. */
	deliveryDelayMs?: number;
	/** How long a challenged URL may take, in milliseconds. Default 5000. */
	challengeTimeoutMs?: number;
	/** How long a subscriber may take to accept a notification, in milliseconds. Default 30000. */
	eventTimeoutMs?: number;
	/** Fields and lists inside `result` (default) or beside `code`. */
	envelope?: 'result' | 'topLevel';
	/** Member that holds lists for which the document names none. Default: `result` is the list. */
	listProperty?: string;
	/**
	 * Waits in milliseconds before an event that was not accepted (no answer in time, or not 2xx) is
	 * posted again with the same body. Default: none, as CINNOX documents none.
	 */
	redeliveryDelaysMs?: number[];
	/** `code` of successful answers. Default 0. */
	successCode?: 0 | 200;
	/** Mounts the HTTP control API under /__control. Default false. */
	control?: boolean;
	/** Entries kept in ledger and deliveries, the oldest go first. Default: no limit. */
	ledgerLimit?: number;
	/** Posts to hosts other than loopback. Default false: such a URL can't be subscribed. */
	allowRemoteWebhooks?: boolean;
}

export type ResolvedOptions = Required<
	Omit<SimulatorOptions, 'retryAfterSeconds' | 'listProperty'>
> &
	Pick<SimulatorOptions, 'retryAfterSeconds' | 'listProperty'>;

/** Options that may change while the simulator runs. */
export type RuntimeOptions = Partial<
	Omit<
		ResolvedOptions,
		'host' | 'port' | 'apps' | 'reportRows' | 'keepReportRows' | 'contacts' | 'now' | 'control'
	>
>;

/** One request that reached the simulator, whatever became of it. */
export interface LedgerEntry {
	seq: number;
	/** Milliseconds since the epoch. */
	at: number;
	method: string;
	/** Path without query. */
	path: string;
	query: Record<string, unknown>;
	/** Header names in lower case; the value of Authorization is masked. */
	headers: Record<string, string>;
	/** Whether a bearer token came along that belongs to an App of the account. */
	tokenValid: boolean;
	/** Parsed JSON, or the text where it is no JSON, or undefined. */
	body: unknown;
	operationId?: string;
	/** Whether the request conforms to the API document. */
	valid: boolean;
	validationErrors: string[];
	/** HTTP status that was sent; undefined when the client never got one. */
	status?: number;
	/** `code` of the body that was sent. */
	code?: number;
	/** The request took effect, even when its answer was lost or spoilt afterwards. */
	accepted: boolean;
	/** Kind of the fault that hit it; where there were several, of the one that made up the answer. */
	fault?: FaultKind;
	/** Kinds of all faults that hit it. */
	faults?: FaultKind[];
	/** Requests in flight when it arrived, itself included. */
	concurrent: number;
}

/** One webhook post, challenge or notification. */
export interface Delivery {
	/** In the order in which the posts ended. */
	seq: number;
	/** Start of the post in milliseconds since the epoch. */
	at: number;
	appId: string;
	/** Name as in the event hook list, such as inbound-sms. */
	event: string;
	challenge: boolean;
	url: string;
	request: unknown;
	/** HTTP status of the reply; undefined when there was none. */
	status?: number;
	/** Parsed reply, or its text. */
	body?: unknown;
	/** Why there was no reply. */
	error?: string;
	ms: number;
}

export type { Fault, FaultKind, FaultTarget };

export interface Subscription {
	event: string;
	path: string;
	url: string;
	updatedAt: string;
}

export interface EmitOptions {
	/** Only to the subscriber of this App. */
	appId?: string;
}

export interface RawEmitOptions extends EmitOptions {
	/** Default application/json. */
	contentType?: string;
	/** Default POST. */
	method?: string;
	headers?: Record<string, string>;
}

/** Posts an event to its subscribers and resolves with their replies. `fields` override the generated ones. */
export type Emit = (fields?: Record<string, unknown>, options?: EmitOptions) => Promise<Delivery[]>;

export interface Emitters {
	inboundSms: Emit;
	outboundSms: Emit;
	call: Emit;
	enquiry: Emit;
	recording: Emit;
	conference: Emit;
	externalContact: Emit;
	staffContact: Emit;
	contact: Emit;
	label: Emit;
	enquiryLabel: Emit;
	/** Posts any body; a string goes out as it is. `event` is a name or path such as inbound-sms(-event-sub). */
	raw(event: string, body: unknown, options?: RawEmitOptions): Promise<Delivery[]>;
}

/** A running simulator. */
export interface Simulator {
	/** Base URL without trailing slash. */
	url: string;
	/** The first App. */
	appId: string;
	appToken: string;
	options: ResolvedOptions;
	state: SimulatorState;
	/** Every request received, in order. */
	ledger: LedgerEntry[];
	faults: {
		/** Adds a fault for the next requests that fit. @throws Error for a kind, option or form that does not exist */
		add(fault: Fault): void;
		/**
		 * Has each of the next requests that fit hit by the faults of one step; see `randomFaults`. For as long as there are
		 * steps, these requests are hit by no other fault.
		 */
		addSequence(steps: Iterable<readonly Fault[]>, target?: FaultTarget): void;
		clear(): void;
	};
	subscriptions(appId?: string): Subscription[];
	emit: Emitters;
	/** Every webhook post made, challenges included, in the order in which they ended. */
	deliveries: Delivery[];
	/** Changes options while it runs. */
	configure(options: RuntimeOptions): void;
	/** Resolves once nothing is in flight: no request, no scheduled or running webhook post. */
	idle(): Promise<void>;
	/** Resolves with the first finished request that fits, past or future. Rejects after `timeoutMs` (5000). */
	waitForRequest(test: (entry: LedgerEntry) => boolean, timeoutMs?: number): Promise<LedgerEntry>;
	/** Resolves with the first finished webhook post that fits, past or future. Rejects after `timeoutMs` (5000). */
	waitForDelivery(test: (delivery: Delivery) => boolean, timeoutMs?: number): Promise<Delivery>;
	/** Back to the state after the start: data, subscriptions, ledger, deliveries, faults, rate limit. */
	reset(): void;
	/** Stops at once: open sockets are destroyed, pending posts aborted. */
	close(): Promise<void>;
}
