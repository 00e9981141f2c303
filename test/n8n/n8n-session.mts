import type { Owner } from './n8n-types.mts';

/** An answer of n8n's REST API that is not a success. */
export class N8nApiError extends Error {
	readonly status: number;
	readonly body: unknown;

	constructor(method: string, path: string, status: number, body: unknown) {
		const text =
			typeof body === 'object' && body !== null && 'message' in body
				? String(body.message)
				: String(body).slice(0, 500);
		super(`n8n answered ${method} ${path} with ${status}: ${text}`);
		this.name = 'N8nApiError';
		this.status = status;
		this.body = body;
	}
}

/** Somebody who is logged in to n8n. */
export class N8nSession {
	readonly baseUrl: string;
	/** n8n ties a session to the browser that opened it. */
	readonly #browserId = 'n8n-nodes-cinnox-tests';
	#cookie = '';

	constructor(baseUrl: string) {
		this.baseUrl = baseUrl;
	}

	/** Creates the owner of a fresh n8n and stays logged in as that owner. */
	async ownerSetup(owner: Owner): Promise<void> {
		await this.request('POST', '/rest/owner/setup', owner);
	}

	/** Logs in. */
	async login({ email, password }: Pick<Owner, 'email' | 'password'>): Promise<void> {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** A file out of n8n's binary data. */
	async download(path: string): Promise<Buffer> {
		const response = await fetch(this.baseUrl + path, {
			headers: { 'browser-id': this.#browserId, cookie: this.#cookie },
			signal: AbortSignal.timeout(60_000),
		});
		if (!response.ok) {
			throw new N8nApiError('GET', path, response.status, await response.text());
		}
		return Buffer.from(await response.arrayBuffer());
	}

	/** Any request to n8n, with this session. Returns the `data` of the answer. */
	async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.baseUrl + path, {
			method,
			headers: {
				'browser-id': this.#browserId,
				...(this.#cookie ? { cookie: this.#cookie } : {}),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		for (const cookie of response.headers.getSetCookie()) {
			if (cookie.startsWith('n8n-auth=')) this.#cookie = cookie.split(';', 1)[0] ?? '';
		}
		const text = await response.text();
		let answer: unknown = text;
		try {
			answer = JSON.parse(text);
		} catch {
			// An error page of a proxy or of a starting n8n; kept as it is for the message.
		}
		if (!response.ok) throw new N8nApiError(method, path, response.status, answer);
		if (typeof answer === 'object' && answer !== null && 'data' in answer) return answer.data as T;
		return answer as T;
	}
}
