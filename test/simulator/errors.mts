/** An answer with a CINNOX error code. Codes: x-error-codes of the API document. */
export class Refusal extends Error {
	readonly code: number;
	/** HTTP status where it is not the usual 400. */
	readonly status?: number;

	constructor(code: number, message: string, status?: number) {
		super(message);
		this.code = code;
		this.status = status;
	}
}

/** 6451000, the code for every wrong parameter; only the message tells them apart. */
export const badParameter = (message: string): Refusal => new Refusal(6451000, message);

const OVER_THE_LIMIT: Record<number, string> = {
	6451010: 'Too many requests',
	6451013: 'Requested chat logs over the limit',
};

/** More than may be was asked for, in requests or in messages. */
export const tooManyRequests = (code: 6451010 | 6451013): Refusal =>
	new Refusal(code, OVER_THE_LIMIT[code]);
