import { Pool } from 'undici';

/** What became of events that were posted at a steady pace. */
export interface Paced {
	/** How long each answer took, in ms, in the order in which they came. */
	waits: number[];
	/** What was answered -> how often. */
	answers: Record<string, number>;
	/** Most posts without an answer at once. */
	mostOpen: number;
	seconds: number;
}

/**
 * Posts events by the clock, whether or not the ones before are answered, as a service does where
 * things happen at their own pace.
 *
 * @param perSecond events a second
 * @param progress called for every answer
 */
export async function sendPaced(
	url: string,
	bodyOf: (index: number) => string,
	count: number,
	perSecond: number,
	progress: (sent: number, answered: number) => void = () => {},
): Promise<Paced> {
	const { origin, pathname, search } = new URL(url);
	// Nothing is given up: what is late must be seen as late.
	const pool = new Pool(origin, { connections: 256, headersTimeout: 0, bodyTimeout: 0 });
	const result: Paced = { waits: [], answers: {}, mostOpen: 0, seconds: 0 };
	const begin = performance.now();
	const posts: Array<Promise<void>> = [];
	const post = async (index: number) => {
		const sent = performance.now();
		let answer: string;
		try {
			const response = await pool.request({
				method: 'POST',
				path: pathname + search,
				headers: { 'content-type': 'application/json' },
				body: bodyOf(index),
			});
			answer = `${response.statusCode} ${(await response.body.text()).slice(0, 100)}`;
		} catch (error) {
			answer = (error as Error).message;
		}
		result.waits.push(performance.now() - sent);
		result.answers[answer] = (result.answers[answer] ?? 0) + 1;
		progress(posts.length, result.waits.length);
	};
	for (let index = 0; index < count; index += 1) {
		const early = begin + (index * 1000) / perSecond - performance.now();
		if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
		posts.push(post(index));
		result.mostOpen = Math.max(result.mostOpen, posts.length - result.waits.length);
	}
	await Promise.all(posts);
	result.seconds = (performance.now() - begin) / 1000;
	await pool.close();
	return result;
}
