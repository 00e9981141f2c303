export interface TimeRange {
	/** Milliseconds since the epoch, both ends included. */
	from: number;
	to: number;
}

export interface Page {
	offset: number;
	limit: number;
}

/**
 * A report: generated rows that exist only while they are read, below rows that were added while the simulator ran.
 * Newest first. Row 0 is the newest generated one.
 */
export class ReportTable<Row> {
	readonly size: number;
	readonly #timeOf: (index: number) => number;
	readonly #rowAt: (index: number) => Row;
	#added: { time: number; row: Row }[] = [];

	/**
	 * @param size number of generated rows
	 * @param timeOf time of a generated row in milliseconds; must fall strictly with the index
	 * @param rowAt makes a generated row
	 */
	constructor(size: number, timeOf: (index: number) => number, rowAt: (index: number) => Row) {
		this.size = size;
		this.#timeOf = timeOf;
		this.#rowAt = rowAt;
	}

	/** Puts a row on top. */
	add(time: number, row: Row): void {
		this.#added.unshift({ time, row });
	}

	/** Rows that were added, newest first. */
	get added(): Row[] {
		return this.#added.map((entry) => entry.row);
	}

	/** One generated row. */
	at(index: number): Row {
		return this.#rowAt(index);
	}

	/** Forgets the added rows. */
	reset(): void {
		this.#added = [];
	}

	/** Rows of a page, newest first, within the time range where one is given. */
	page({ offset, limit }: Page, range?: TimeRange): Row[] {
		const added = range
			? this.#added.filter(({ time }) => time >= range.from && time <= range.to)
			: this.#added;
		const [first, end] = this.indexes(range);
		const rows = added.slice(offset, offset + limit).map((entry) => entry.row);
		const start = first + Math.max(0, offset - added.length);
		for (let index = start; index < end && rows.length < limit; index++) {
			rows.push(this.#rowAt(index));
		}
		return rows;
	}

	/** First generated row inside the time range and the one after its last. */
	indexes(range?: TimeRange): [first: number, end: number] {
		if (!range) return [0, this.size];
		return [
			this.#firstWhere((time) => time <= range.to),
			this.#firstWhere((time) => time < range.from),
		];
	}

	/** Binary search; times fall with the index, so `test` turns true once. */
	#firstWhere(test: (time: number) => boolean): number {
		let low = 0;
		let high = this.size;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (test(this.#timeOf(middle))) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}

/** Makes every row once only, and holds it in memory from then on. */
export function keepRows<Context, Row>(
	make: (context: Context, index: number) => Row,
): (context: Context, index: number) => Row {
	const rows: Row[] = [];
	return (context, index) => (rows[index] ??= make(context, index));
}
