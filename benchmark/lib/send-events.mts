import { Pool } from 'undici';

/** How fast a webhook took events. */
export interface Throughput {
	perSecond: number;
	/** How long each answer took, in ms. */
	waits: number[];
}

/** Posts a body many times, some at once, as CINNOX does when a lot happens. */
export async function sendEvents(
	url: string,
	body: string,
	count: number,
	atOnce: number,
): Promise<Throughput> {
	const { origin, pathname, search } = new URL(url);
	const pool = new Pool(origin, { connections: atOnce });
	const waits: number[] = [];
	let left = count;
	const begin = performance.now();
	const work = async () => {
		while (left > 0) {
			left -= 1;
			const sent = performance.now();
			const answer = await pool.request({
				method: 'POST',
				path: pathname + search,
				headers: { 'content-type': 'application/json' },
				body,
			});
			await answer.body.dump();
			if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
			waits.push(performance.now() - sent);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	const perSecond = count / ((performance.now() - begin) / 1000);
	await pool.close();
	return { perSecond, waits };
}
