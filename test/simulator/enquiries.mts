import type { Row } from './json.mts';
import type { SentMessage } from './records.mts';
import {
	chatMessage,
	conversationAt,
	enquiryAt,
	enquiryLabels,
	enquiryStatus,
	idOf,
	indexOfCaseNumber,
	indexOfId,
	STAFF,
	STAFF_ROOMS,
} from './seed.mts';
import type { ReportContext } from './seed.mts';

/** The enquiries of the report: what was sent into them, and their labels. An enquiry is named by its row. */
export class Enquiries {
	readonly #context: ReportContext;
	readonly #labels: ReadonlyMap<string, unknown>;
	readonly #changedLabels: ReadonlyMap<string, Set<string>>;
	/** Messages sent through the API. */
	readonly #chat = new Map<number, Row[]>();

	/**
	 * @param labels all labels that there are, by their ID
	 * @param changedLabels labels of enquiries that were changed; others have those of their seed
	 */
	constructor(
		context: ReportContext,
		labels: ReadonlyMap<string, unknown>,
		changedLabels: ReadonlyMap<string, Set<string>>,
	) {
		this.#context = context;
		this.#labels = labels;
		this.#changedLabels = changedLabels;
	}

	/** Forgets what was sent. */
	reset(): void {
		this.#chat.clear();
	}

	/** A row of the report. */
	at(index: number): Row {
		return { ...enquiryAt(this.#context, index), labelIds: [...this.labelsOf(index)] };
	}

	/** Row of an enquiry by its ID or its number in the dashboard, or -1. */
	indexOf(id: string): number {
		const byId = indexOfId('enquiry', id);
		const index = byId >= 0 ? byId : indexOfCaseNumber(this.#context.rows, id);
		return index < this.#context.rows ? index : -1;
	}

	/** Row of the enquiry with this room, the number of a room among staff, or -1. */
	indexOfRoom(roomID: string): number {
		const index = indexOfId('room', roomID);
		const isOfStaff = index >= STAFF_ROOMS && index < STAFF_ROOMS + STAFF.length;
		return index < this.#context.rows || isOfStaff ? index : -1;
	}

	/** Messages, those sent through the API last. */
	conversation(index: number): Row[] {
		return [...conversationAt(this.#context, index), ...(this.#chat.get(index) ?? [])];
	}

	addMessage(index: number, message: SentMessage): void {
		const sent = this.#chat.get(index) ?? [];
		this.#chat.set(index, sent);
		sent.push(
			chatMessage({
				index,
				seq:
					(index < this.#context.rows ? conversationAt(this.#context, index).length : 0) +
					sent.length +
					1,
				time: Date.parse(message.createdAt),
				text: message.text,
				fromEID: message.senderEID ?? '',
				toEID: message.receiverEID ?? idOf('visitor', index),
			}),
		);
	}

	/** IDs of the labels on an enquiry. */
	labelsOf(index: number): Set<string> {
		const changed = this.#changedLabels.get(idOf('enquiry', index));
		const ids = changed ?? new Set(enquiryLabels(index).map((label) => idOf('label', label)));
		return new Set([...ids].filter((id) => this.#labels.has(id)));
	}

	/** How many of the rows from `first` to before `end` have which status. */
	count(first: number, end: number): Record<string, number> {
		const counts: Record<string, number> = {
			received: end - first,
			ongoing: 0,
			'followed-up': 0,
			missed: 0,
			closed: 0,
		};
		for (let index = first; index < end; index++) counts[enquiryStatus(index)]++;
		return counts;
	}
}
