import { setTimeout as sleep } from 'node:timers/promises';

import { waitFor } from './wait-for.mts';

/** What a field of a page gets: a text, or a file. */
export type Answer = string | File;

/** n8n's forms may refuse programs. */
export const BROWSER = {
	'user-agent':
		'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
};

/** A person who fills in the pages of an n8n form in a browser. */
export class FormVisitor {
	/** Where the execution waits, once there is one; with its signature. */
	#waitingAt: URL | undefined;

	readonly #address: string;

	/** `address`: the production URL of the form. */
	constructor(address: string) {
		this.#address = address;
	}

	/** Fills in the page that is shown, and returns the HTML of the next one. */
	async submit(...answers: Answer[]): Promise<string> {
		const form = new FormData();
		for (const [index, answer] of answers.entries()) form.append(`field-${index}`, answer);
		const response = await fetch(this.#waitingAt ?? this.#address, {
			method: 'POST',
			headers: BROWSER,
			body: form,
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`The form answered ${response.status}: ${text}`);
		// Only the first page says where the execution waits from then on.
		this.#waitingAt ??= new URL((JSON.parse(text) as { formWaitingUrl: string }).formWaitingUrl);
		return await this.#nextPage(this.#waitingAt);
	}

	async #nextPage(waitingAt: URL): Promise<string> {
		const statusOf = new URL(waitingAt);
		statusOf.pathname += '/n8n-execution-status';
		let status = '';
		// The page's own script waits a second, too: at first the execution still waits for what was sent.
		await sleep(1000);
		await waitFor(
			async () => {
				status = await (await fetch(statusOf, { headers: BROWSER })).text();
				return status === 'form-waiting';
			},
			{ describe: 'the next page of the form', details: () => `The execution is "${status}".` },
		);
		const page = await (await fetch(waitingAt, { headers: BROWSER })).text();
		// The last page tells n8n by itself that it was shown.
		if (!page.includes('<form')) {
			await fetch(waitingAt, { method: 'POST', headers: BROWSER });
		}
		return page;
	}
}
