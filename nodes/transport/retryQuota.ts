/**
 * What repeating is worth, as in the AWS SDKs' standard retry mode: a bucket of 500 tokens, of which a
 * repetition takes five, or ten after a timeout, and an answer gives back what its own repetition
 * took, or else one. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const MOST_TOKENS = 500;
const PRICE = 5;
const PRICE_AFTER_TIMEOUT = 10;

/** So long (ms) it takes an empty bucket to be full again: an n8n process outlives many outages. */
const FULL_AGAIN_MS = 10 * 60_000;

/**
 * Keeps an outage from being answered by every request being repeated: a hundred repetitions are for
 * free, from then on there are ten a minute, and what answers pay for.
 */
export class RetryQuota {
	private tokens = MOST_TOKENS;

	private at = Date.now();

	/**
	 * Pays for a repetition.
	 *
	 * @returns what it took, or undefined where there is not enough left
	 */
	take(isAfterTimeout: boolean): number | undefined {
		const now = Date.now();
		this.give(((now - this.at) * MOST_TOKENS) / FULL_AGAIN_MS);
		this.at = now;
		const price = isAfterTimeout ? PRICE_AFTER_TIMEOUT : PRICE;
		if (this.tokens < price) return undefined;
		this.tokens -= price;
		return price;
	}

	/** An answer came. @param taken by the last repetition of its request; 0 = there was none */
	answered(taken: number): void {
		this.give(taken || 1);
	}

	private give(tokens: number): void {
		this.tokens = Math.min(MOST_TOKENS, this.tokens + Math.max(0, tokens));
	}
}
