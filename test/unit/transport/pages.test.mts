import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { Item } from '../../../nodes/Cinnox/operation/item.ts';
import { readMost } from '../../../nodes/Cinnox/operation/list.ts';
import type { ListShape } from '../../../nodes/transport/pages.ts';
import { readOnward, readRows } from '../../../nodes/transport/pages.ts';
import type { CinnoxRequest } from '../../../nodes/transport/request.ts';
import { DEFAULT_CONCURRENCY, RequestFailed } from '../../../nodes/transport/request.ts';

interface Page {
	offset: number;
	limit: number;
}

/** A server that answers with some rows, and how it was asked. */
function serverOf(
	answer: (page: Page) => IDataObject[] | undefined,
	wait: () => Promise<void> = async () => {},
) {
	const asked: Page[] = [];
	const read = async (
		parameters: { returnAll?: boolean; limit?: unknown; 'options.maxConcurrency'?: number },
		list: ListShape = { pageSize: 500 },
		signal?: AbortSignal,
	) => {
		const item = {
			parameter: (name: string, fallback: unknown) =>
				(parameters as Record<string, unknown>)[name] ?? fallback,
		} as unknown as Item;
		const send = async ({ qs }: CinnoxRequest) => {
			const { filter, ...page } = qs as unknown as Page & { filter: string };
			expect(filter).toBe('x');
			asked.push({ offset: page.offset, limit: page.limit });
			await wait();
			const rows = answer(page);
			return rows === undefined || rows.length === 0
				? { result: undefined, noRecords: true }
				: { result: rows, noRecords: false };
		};
		const lookAhead = (parameters['options.maxConcurrency'] ?? DEFAULT_CONCURRENCY) - 1;
		const reading = { most: readMost(item), lookAhead, signal };
		return await readRows(
			send,
			{ method: 'GET', url: '/list', qs: { filter: 'x' } },
			list,
			reading,
		);
	};
	return { asked, read };
}

/** A server that takes a moment for every page, and how many requests it had at once. */
function slowServerOf(count: number) {
	const all = rowsOf(count);
	const inFlight: number[] = [];
	let now = 0;
	const { read } = serverOf(
		({ offset, limit }) => all.slice(offset, offset + limit),
		async () => {
			now += 1;
			inFlight.push(now);
			await sleep(2);
			now -= 1;
		},
	);
	return { read, inFlight };
}

const rowsOf = (count: number): IDataObject[] => Array.from({ length: count }, (_, id) => ({ id }));

/** Servers do not cap at odd numbers; a page that ends at one is the last. */
const serversOwnLimit = fc.constantFrom(
	5,
	10,
	20,
	25,
	32,
	50,
	64,
	96,
	100,
	128,
	200,
	250,
	256,
	500,
	1000,
);

describe('reading a list', () => {
	it('loses and repeats no row, whatever the server allows at once', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat(1_500),
				serversOwnLimit,
				fc.constantFrom(1, 10, 50, 100, 500),
				fc.option(fc.integer({ min: 1, max: 1_700 }), { nil: undefined }),
				async (count, most, pageSize, wanted) => {
					const all = rowsOf(count);
					const { asked, read } = serverOf(({ offset, limit }) =>
						all.slice(offset, offset + Math.min(limit, most)),
					);
					const rows = await read(wanted === undefined ? { returnAll: true } : { limit: wanted }, {
						pageSize,
					});
					expect(rows).toEqual(all.slice(0, wanted));
					for (const { limit } of asked) expect(limit).toBeLessThanOrEqual(pageSize);
					// Never more than one request that brings nothing, and one more for every three pages.
					const least = Math.max(1, Math.ceil(rows.length / Math.min(pageSize, most)));
					const ahead = Math.min(9, Math.floor(least / 3));
					expect(asked.length).toBeLessThanOrEqual(least + 1 + ahead);
				},
			),
			{ numRuns: 300 },
		);
	});

	it('ends where the endpoint ignores the offset, and repeats no row', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.nat(900),
				fc.boolean(),
				fc.option(fc.integer({ min: 1, max: 1_700 }), { nil: undefined }),
				async (count, ignoresLimit, wanted) => {
					const all = rowsOf(count);
					const { asked, read } = serverOf(({ limit }) =>
						all.slice(0, ignoresLimit ? undefined : limit),
					);
					const rows = await read(wanted === undefined ? { returnAll: true } : { limit: wanted });
					const reachable = ignoresLimit ? count : Math.min(count, 500);
					expect(rows).toEqual(all.slice(0, Math.min(reachable, wanted ?? Infinity)));
					expect(asked.length).toBeLessThanOrEqual(2);
				},
			),
		);
	});

	it('asks for as many pages ahead as may be under way, and only once some have come', async () => {
		const { read, inFlight } = slowServerOf(20_000);
		const rows = await read({ returnAll: true });
		expect(rows).toHaveLength(20_000);
		expect(inFlight.slice(0, 3)).toEqual([1, 1, 1]);
		expect(Math.max(...inFlight)).toBe(10);
	});

	it('asks for one page after the other where one request at a time is allowed', async () => {
		const { read, inFlight } = slowServerOf(20_000);
		await read({ returnAll: true, 'options.maxConcurrency': 1 });
		expect(Math.max(...inFlight)).toBe(1);
	});

	it('survives that pages beyond the end can not be read', async () => {
		const { read } = serverOf(({ offset, limit }) => {
			if (offset > 5_000) throw new Error('beyond the end');
			return rowsOf(4_999).slice(offset, offset + limit);
		});
		await expect(read({ returnAll: true })).resolves.toHaveLength(4_999);
	});

	it('gives up a list that has not ended after a million rows', async () => {
		let id = 0;
		const page = 50_000;
		const { read, asked } = serverOf(() => Array.from({ length: page }, () => ({ id: (id += 1) })));
		const reading = read({ returnAll: true }, { pageSize: page });
		await expect(reading).rejects.toThrow('did not come to its end after 1,000,000 rows');
		expect(asked.length).toBeLessThan(40);

		await expect(read({ limit: 1_000_001 }, { pageSize: page })).resolves.toHaveLength(1_000_001);
	});

	it('gives up one whose pages say nothing about paging, too', async () => {
		let id = 0;
		const result = () => Array.from({ length: 50_000 }, () => ({ id: (id += 1) }));
		const reading = readOnward(
			async () => ({ result: result(), noRecords: false }),
			{ method: 'GET', url: '/list' },
			500,
		);
		await expect(reading).rejects.toThrow('1,000,000 rows');
	});

	it('ends at a short page without asking once more', async () => {
		const { asked, read } = serverOf(({ offset, limit }) =>
			rowsOf(1_234).slice(offset, offset + limit),
		);
		expect(await read({ returnAll: true })).toHaveLength(1_234);
		expect(asked).toEqual([
			{ offset: 0, limit: 500 },
			{ offset: 500, limit: 500 },
			{ offset: 1000, limit: 500 },
		]);
	});

	it('asks for no more than is wanted', async () => {
		const { asked, read } = serverOf(({ offset, limit }) =>
			rowsOf(2_000).slice(offset, offset + limit),
		);
		expect(await read({ limit: 502 })).toHaveLength(502);
		expect(asked).toEqual([
			{ offset: 0, limit: 500 },
			{ offset: 500, limit: 2 },
		]);
	});

	it('goes on after a page whose rows look alike but for one', async () => {
		const all = [
			...Array.from({ length: 9 }, () => ({ id: 0 })),
			{ id: 1 },
			...Array.from({ length: 10 }, () => ({ id: 0 })),
		];
		const { read } = serverOf(({ offset, limit }) => all.slice(offset, offset + limit));
		expect(await read({ returnAll: true }, { pageSize: 10 })).toEqual(all);
	});

	it.each([
		[undefined, 50],
		['7', 7],
		[7.9, 7],
		[0, 50],
		[-3, 1],
		['many', 50],
		[Number.NaN, 50],
	])('takes a limit of %j as %i', async (limit, rows) => {
		const { read } = serverOf((page) => rowsOf(2_000).slice(page.offset, page.offset + page.limit));
		expect(await read({ limit })).toHaveLength(rows);
	});

	it('reads a list on that says nothing about paging, until nothing new comes', async () => {
		const request: CinnoxRequest = { method: 'GET', url: '/chat' };
		const asked: unknown[] = [];
		const serverWith = (count: number, takesOffset: boolean) => async (sent: CinnoxRequest) => {
			asked.push(sent.qs?.offset);
			const offset = takesOffset ? Number(sent.qs?.offset ?? 0) : 0;
			return { result: rowsOf(count).slice(offset, offset + 100), noRecords: false };
		};
		expect(await readOnward(serverWith(230, true), request, 500)).toHaveLength(230);
		expect(await readOnward(serverWith(230, false), request, 500)).toHaveLength(100);
		expect(asked).toEqual([undefined, 100, 200, 230, undefined, 100]);

		const refusing = async ({ qs }: CinnoxRequest) => {
			if (qs?.offset === undefined) return { result: rowsOf(100), noRecords: false };
			throw new RequestFailed({
				answer: { kind: 'refused', status: 400, code: 6451000, said: 'invalid query: offset' },
				uncertain: false,
			});
		};
		expect(await readOnward(refusing, request, 500)).toHaveLength(100);
	});

	it('adopts the page size that CINNOX names, once, and goes on', async () => {
		const asked: Array<[offset: number, limit: number]> = [];
		const send = async ({ qs = {} }: CinnoxRequest) => {
			const { offset, limit } = qs as unknown as Page;
			asked.push([offset, limit]);
			if (limit > 100) {
				const said = 'exceed maximum limit 100';
				throw new RequestFailed({
					answer: { kind: 'refused', status: 400, code: 6451000, said },
					uncertain: false,
				});
			}
			return { result: rowsOf(247).slice(offset, offset + limit), noRecords: false };
		};
		const request: CinnoxRequest = { method: 'GET', url: '/list' };
		expect(await readRows(send, request, { pageSize: 500 })).toHaveLength(247);
		expect(asked).toEqual([
			[0, 500],
			[0, 100],
			[100, 100],
			[200, 100],
		]);

		const never = async () => {
			asked.push([-1, -1]);
			throw new RequestFailed({
				answer: { kind: 'refused', status: 400, code: 6451000, said: 'exceed maximum limit 50' },
				uncertain: false,
			});
		};
		asked.length = 0;
		await expect(readRows(never, request, { pageSize: 500 })).rejects.toThrow(RequestFailed);
		expect(asked).toHaveLength(2);
	});

	it('sends one request without offset and limit where the endpoint has no paging', async () => {
		const { asked, read } = serverOf(() => rowsOf(70));
		expect(await read({ limit: 60 }, {})).toHaveLength(60);
		expect(asked).toEqual([{ offset: undefined, limit: undefined }]);
	});

	it('stops between two pages when the execution is stopped', async () => {
		const stopped = new AbortController();
		const { asked, read } = serverOf(({ offset, limit }) => {
			if (offset === 1_000) stopped.abort();
			return rowsOf(100_000).slice(offset, offset + limit);
		});
		await expect(read({ returnAll: true }, { pageSize: 500 }, stopped.signal)).rejects.toThrow(
			'stopped',
		);
		expect(asked).toHaveLength(3);
	});

	it('takes time in proportion to the rows', async () => {
		const all = rowsOf(100_000);
		const { read } = serverOf(({ offset, limit }) => all.slice(offset, offset + limit));
		const started = performance.now();
		expect(await read({ returnAll: true })).toHaveLength(100_000);
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
