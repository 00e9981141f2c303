/**
 * Lets the items of one run send only after all of them were checked.
 *
 * n8n starts all items at once and fails the node when one fails: with one bad number among a
 * hundred, ninety-nine texts would be out, the node would show none of them, and whoever mends the
 * number and runs it again would send them twice. So, unless the node continues on errors, one
 * refused item means that nothing is sent at all.
 */
export class RollCall {
	private unchecked = 0;

	private anyRefused = false;

	private waiting: Array<(pass: boolean) => void> = [];

	/** Items that take part. */
	size = 0;

	private readonly expected: number;

	/** @param expected items that have to take part; fewer come when n8n gave up on one of them */
	constructor(expected: number) {
		this.expected = expected;
	}

	get closed(): boolean {
		return this.size > 0 && this.unchecked === 0;
	}

	join(): void {
		this.size += 1;
		this.unchecked += 1;
	}

	/** This item may not be sent, and so none may. */
	refuse(): void {
		this.anyRefused = true;
		this.answer();
	}

	/** Waits until all items were checked. @returns whether they may be sent */
	async pass(): Promise<boolean> {
		return await new Promise((resolve) => {
			this.waiting.push(resolve);
			this.answer();
		});
	}

	private answer(): void {
		this.unchecked -= 1;
		if (this.unchecked > 0) return;
		const pass = !this.anyRefused && this.size >= this.expected;
		for (const resolve of this.waiting) resolve(pass);
		this.waiting = [];
	}
}

const rollCalls = new WeakMap<object, RollCall>();

/**
 * Takes part in the roll call of a run. All items have to join before any of them first waits for
 * something; items that come later (n8n's batching) have a roll call of their own.
 *
 * @param run what all items of one run have in common
 * @param expected items of the run, where n8n starts all of them at once; an expression that can't be
 * resolved ends n8n's loop over the items, and those before it must not be sent then
 */
export function joinRollCall(run: object, expected = 0): RollCall {
	let rollCall = rollCalls.get(run);
	if (rollCall === undefined || rollCall.closed) {
		rollCall = new RollCall(expected);
		rollCalls.set(run, rollCall);
	}
	rollCall.join();
	return rollCall;
}
