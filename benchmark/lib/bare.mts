import { Pool, request } from 'undici';

/** What a program without n8n needs to read a whole list: a loop. */
export async function readAllRows<Row>(
	url: string,
	appToken: string,
	pageSize: number,
): Promise<Row[]> {
	const rows: Row[] = [];
	for (;;) {
		const response = await request(url, {
			query: { offset: rows.length, limit: pageSize },
			headers: { authorization: `Bearer ${appToken}` },
		});
		const { code, result } = (await response.body.json()) as { code: number; result: Row[] };
		if (code !== 0) return rows;
		for (const row of result) rows.push(row);
	}
}

/** A request that changes something. */
export interface Write {
	method: 'POST' | 'PUT';
	/** What follows the host. */
	path: string;
	body: Record<string, unknown>;
}

/**
 * What it needs to send many writes, so many at once: a loop.
 *
 * @throws Error when one of them is refused
 */
export async function writeAll(
	origin: string,
	appToken: string,
	writes: Write[],
	atOnce: number,
): Promise<void> {
	const pool = new Pool(origin, { connections: atOnce });
	const left = writes.values();
	const work = async () => {
		for (const { method, path, body } of left) {
			const answer = await pool.request({
				method,
				path,
				headers: { authorization: `Bearer ${appToken}`, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			const { code } = (await answer.body.json()) as { code: number };
			if (code !== 0) throw new Error(`${method} ${path} was refused with ${code}.`);
		}
	};
	try {
		await Promise.all(Array.from({ length: atOnce }, work));
	} finally {
		await pool.close();
	}
}
