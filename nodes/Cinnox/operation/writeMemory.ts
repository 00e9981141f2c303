import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';
import { OperationalError, UserError } from 'n8n-workflow';

import type { WriteTrack } from '../../transport/request';
import { RequestFailed } from '../../transport/request';

/** How many outcomes one n8n process remembers, and for how long (ms). */
const MOST = 20_000;
const LONGEST_MS = 60 * 60_000;

/** The memory that kept answers may take, in bytes; the oldest go first, what they were for stays. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Something went wrong after a request had left, and nothing proves that CINNOX did not act on it. */
export class OutcomeUnknown extends OperationalError {
	readonly reason: unknown;

	/** What was found out about it afterwards, for the message. */
	note?: string;

	/** @param reason what went wrong */
	constructor(reason: unknown) {
		super('The outcome is unknown');
		this.reason = reason;
	}
}

/** CINNOX answered, and the answer says that nothing was changed: the write may be tried again. */
export class NothingChanged extends UserError {
	constructor(message: string, description: string) {
		super(message, { description });
	}
}

/**
 * Finds out afterwards what became of a write of which nobody knows. It never repeats it.
 *
 * @param left when it left, in ms since 1970
 * @returns what it is answered with if it was accepted, or what to say if that stays unknown
 * @throws ExecutionStopped when a person stopped the execution
 */
export type Settle = (left: number) => Promise<{ answer: IDataObject } | { note: string }>;

type Unknown = { kind: 'unknown'; reason?: RequestFailed | OutcomeUnknown; left?: number };

type Outcome =
	| Unknown
	/** `answer` as JSON; absent where the memory had no room for it. */
	| { kind: 'accepted'; answer?: string };

type Remembered = Outcome & { until: number };

/** What a write is answered with that was accepted before, where its own answer is not there any more. */
const ACCEPTED_BEFORE: IDataObject = { acceptedBefore: true };

/**
 * What became of the writes of running executions.
 *
 * n8n's own Retry On Fail runs every item of a node again, those that succeeded included. A write is
 * noted as unknown before it leaves; only an answer that was read to its end, or a proof that CINNOX
 * did nothing, changes that. So whatever is thrown in between, nobody gets a text twice. A loop in
 * the workflow is another run of the node and sends again, as asked.
 */
export class WriteMemory {
	private readonly outcomes = new Map<string, Remembered>();

	/** Writes under way: n8n may run a node again while items of its last try still wait for a turn. */
	private readonly underWay = new Map<string, Promise<IDataObject>>();

	private bytes = 0;

	/**
	 * Runs `write` unless it already ran, or is running, for this key.
	 *
	 * @param key names account, execution, node, run, item (and part of it); undefined = nothing is
	 * remembered
	 * @param write is told to note in the track when something leaves
	 * @param settle asked whenever the outcome is unknown, in this try or in an earlier one
	 * @throws RequestFailed, OutcomeUnknown again where the outcome of the first try is unknown
	 */
	async once(
		key: string | undefined,
		write: (track: WriteTrack) => Promise<IDataObject>,
		settle?: Settle,
	): Promise<IDataObject> {
		if (key === undefined) return await this.attempt(undefined, write, settle);
		const place = placeOf(key);
		const running = this.underWay.get(place);
		if (running !== undefined) return structuredClone(await running);
		const known = this.known(key);
		if (known !== undefined && (known.kind === 'accepted' || settle === undefined)) {
			return recall(known);
		}
		const attempt =
			known?.kind === 'unknown'
				? this.settle(place, known, settle)
				: this.attempt(place, write, settle);
		this.underWay.set(place, attempt);
		try {
			return await attempt;
		} finally {
			this.underWay.delete(place);
		}
	}

	/** What became of the write of this key in this try or an earlier one, if there was one. */
	known(key: string): Outcome | undefined {
		const known = this.outcomes.get(placeOf(key));
		return known !== undefined && known.until > Date.now() ? known : undefined;
	}

	private async attempt(
		place: string | undefined,
		write: (track: WriteTrack) => Promise<IDataObject>,
		settle?: Settle,
	): Promise<IDataObject> {
		const track: WriteTrack = { isOpen: false };
		this.remember(place, { kind: 'unknown' });
		const [attempt] = await Promise.allSettled([write(track)]);
		if (attempt.status === 'fulfilled') {
			this.remember(place, { kind: 'accepted', answer: toJson(attempt.value) });
			return attempt.value;
		}
		const reason = unknownAfter(attempt.reason, track);
		if (reason === undefined) {
			this.forget(place);
			throw attempt.reason;
		}
		const unknown: Unknown = { kind: 'unknown', reason, left: track.left };
		this.remember(place, unknown);
		return await this.settle(place, unknown, settle);
	}

	private async settle(
		place: string | undefined,
		{ reason = new OutcomeUnknown(undefined), left = Date.now() - LONGEST_MS }: Unknown,
		settle?: Settle,
	): Promise<IDataObject> {
		const settled = await settle?.(left);
		if (settled !== undefined && 'answer' in settled) {
			this.remember(place, { kind: 'accepted', answer: toJson(settled.answer) });
			return settled.answer;
		}
		reason.note = settled?.note;
		throw reason;
	}

	private remember(place: string | undefined, outcome: Outcome): void {
		if (place === undefined) return;
		this.forget(place);
		this.outcomes.set(place, { until: Date.now() + LONGEST_MS, ...outcome });
		this.bytes += sizeOf(outcome);
		for (const [oldest, kept] of this.outcomes) {
			const isFull = this.outcomes.size > MOST;
			if (!isFull && this.bytes <= MOST_BYTES) return;
			this.bytes -= sizeOf(kept);
			if (isFull) this.outcomes.delete(oldest);
			else this.outcomes.set(oldest, { ...withoutAnswer(kept), until: kept.until });
		}
	}

	private forget(place: string | undefined): void {
		const known = place === undefined ? undefined : this.outcomes.get(place);
		if (place === undefined || known === undefined) return;
		this.bytes -= sizeOf(known);
		this.outcomes.delete(place);
	}
}

/** Where a key is kept. */
function placeOf(key: string): string {
	return createHash('sha256').update(key).digest('base64url');
}

/** Whether nobody knows what became of a write that ended so. */
export function isOpen(reason: unknown): reason is RequestFailed | OutcomeUnknown {
	return reason instanceof OutcomeUnknown || isUncertain(reason);
}

function isUncertain(reason: unknown): reason is RequestFailed {
	return reason instanceof RequestFailed && reason.failure.uncertain;
}

/** Why nobody knows what became of a write, or undefined where nothing happened for sure. */
function unknownAfter(
	reason: unknown,
	track: WriteTrack,
): RequestFailed | OutcomeUnknown | undefined {
	if (isUncertain(reason)) return reason;
	if (!track.isOpen || reason instanceof NothingChanged) return undefined;
	return new OutcomeUnknown(reason);
}

function recall(known: Outcome): IDataObject {
	if (known.kind === 'unknown') throw known.reason ?? new OutcomeUnknown(undefined);
	return known.answer === undefined
		? { ...ACCEPTED_BEFORE }
		: (JSON.parse(known.answer) as IDataObject);
}

/** Undefined where it can't be written: that the write was accepted counts more than its answer. */
function toJson(answer: IDataObject): string | undefined {
	try {
		return JSON.stringify(answer);
	} catch {
		return undefined;
	}
}

/** That there was an outcome, and when, without what takes much room. */
function withoutAnswer(outcome: Outcome): Outcome {
	return outcome.kind === 'accepted'
		? { kind: 'accepted' }
		: { kind: 'unknown', left: outcome.left };
}

/** What is kept of an outcome besides that there was one, in bytes. */
function sizeOf(outcome: Outcome): number {
	if (outcome.kind === 'accepted') return 2 * (outcome.answer?.length ?? 0);
	const { reason } = outcome;
	const answer = reason instanceof RequestFailed ? reason.failure.answer : undefined;
	return answer && 'said' in answer ? 2 * (answer.said?.length ?? 0) : 0;
}

export const writeMemory = new WriteMemory();
