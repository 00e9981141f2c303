import { request } from 'undici';

/** What a program without n8n needs to read a whole list: a loop. Returns the number of rows. */
export async function readAllRows(
	url: string,
	appToken: string,
	pageSize: number,
): Promise<number> {
	const rows: unknown[] = [];
	for (;;) {
		const response = await request(url, {
			query: { offset: rows.length, limit: pageSize },
			headers: { authorization: `Bearer ${appToken}` },
		});
		const { code, result } = (await response.body.json()) as { code: number; result: unknown[] };
		if (code !== 0) return rows.length;
		for (const row of result) rows.push(row);
	}
}
