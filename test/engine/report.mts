/** What every report does alike: pages, limit, time range, refusals. */
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';

import type { Simulator } from '../simulator/index.mts';
import { onlyRequest, json, runOperation, sent } from './support.mts';

/** More than two full pages, and no multiple of a page. */
export const REPORT_ROWS = 1_203;

type Row = Record<string, unknown>;

export interface Report {
	operation: `${string}:${string}`;
	operationId: string;
	/** Under /v1/api/apps/{appID}. */
	path: string;
	/** Rows of the simulator, newest first. */
	rows: (simulator: Simulator) => { size: number; at: (index: number) => Row };
	/** Parameters that the operation needs besides the time range, and what they send. */
	parameters?: IDataObject;
	query?: IDataObject;
	/** A row as it comes out with Output set to Raw, where that is not offered: under stable names. */
	shown?: (row: Row) => Row;
}

/** Tests of one report against a simulator with REPORT_ROWS rows. */
export function testReport(simulator: () => Simulator, report: Report): void {
	const { operation, operationId, path } = report;
	const run: typeof runOperation = async (on, name, parameters, rest) =>
		await runOperation(
			on,
			name,
			{ timeRange: 'custom', ...report.parameters, ...parameters } as never,
			rest,
		);

	test('reads all pages, every row once and, with Output set to Raw, unchanged', async () => {
		const result = await run(simulator(), operation, { returnAll: true, output: 'raw' });

		const table = report.rows(simulator());
		const requests = sent(simulator(), operationId);
		expect(requests.map(({ query }) => Number(query.offset))).toEqual(
			Array.from({ length: Math.floor(table.size / 500) + 1 }, (_, page) => page * 500),
		);
		for (const request of requests) {
			expect(request.method).toBe('GET');
			expect(request.path).toBe(`/v1/api/apps/${simulator().appId}${path}`);
			expect(request.query.limit).toBe('500');
			expect(request.query).not.toHaveProperty('startAt');
			expect(request.validationErrors).toEqual([]);
		}
		const { shown = (row) => row } = report;
		expect(json(result)).toEqual(
			Array.from({ length: table.size }, (_, at) => shown(table.at(at))),
		);
		expect(result.items.every(({ pairedItem }) => isFirst(pairedItem))).toBe(true);
	});

	test('asks for no more rows than the limit', async () => {
		const result = await run(simulator(), operation, { limit: 7 });

		expect(onlyRequest(simulator(), operationId).query).toEqual({
			...report.query,
			offset: '0',
			limit: '7',
		});
		expect(result.items).toHaveLength(7);
	});

	test('reads for every item and links its rows', async () => {
		const result = await run(
			simulator(),
			operation,
			{ limit: '={{ $json.limit }}' },
			{ items: [{ limit: 2 }, { limit: 3 }] },
		);

		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1, 1].map((item) => ({ item })),
		);
	});

	test('keeps the rows of the other items when one is refused', async () => {
		simulator().faults.add({ kind: 'code', code: 6451000, message: 'bad query', times: 1 });
		const result = await run(
			simulator(),
			operation,
			{ limit: 2 },
			{ items: [{}, {}], settings: { onError: 'continueErrorOutput' } },
		);

		expect(result.items).toHaveLength(2);
		expect(result.errorItems).toHaveLength(1);
		const items = [...result.items, ...result.errorItems].map(
			({ pairedItem }) => (pairedItem as { item: number }).item,
		);
		expect([...new Set(items)].sort()).toEqual([0, 1]);
	});
}

/** Tests of the time range of a report; `at` names the time in a row. */
export function testTimeRange(simulator: () => Simulator, report: Report, at: string): void {
	const { operation, operationId } = report;

	test('sends a range as UTC, whatever the time zone of the workflow', async () => {
		const result = await runOperation(
			simulator(),
			operation,
			{
				startAt: '2026-01-20T00:00:00',
				endAt: '2026-01-25T00:00:00',
				returnAll: true,
				output: 'raw',
			},
			{ timezone: 'Asia/Hong_Kong' },
		);

		const [request] = sent(simulator(), operationId);
		expect(request.query.startAt).toBe('2026-01-19T16:00:00.000Z');
		expect(request.query.endAt).toBe('2026-01-24T16:00:00.000Z');
		expect(request.validationErrors).toEqual([]);
		const table = report.rows(simulator());
		const wanted = Array.from({ length: table.size }, (_, index) =>
			String(table.at(index)[at]),
		).filter((time) => time >= '2026-01-19T16:00:00.000Z' && time <= '2026-01-24T16:00:00.000Z');
		expect(wanted.length).toBeGreaterThan(0);
		expect(json(result).map((row) => row[at])).toEqual(wanted);
	});

	test('puts nothing out where the range holds no record', async () => {
		const result = await runOperation(simulator(), operation, {
			startAt: '2020-01-01T00:00:00Z',
			endAt: '2020-01-02T00:00:00Z',
		});

		expect(result.error).toBeUndefined();
		expect(result.items).toEqual([]);
		expect(sent(simulator(), operationId)).toHaveLength(1);
	});

	test.each([
		[{ startAt: '2026-01-20T00:00:00' }, "'Start' is set, but 'End' is not"],
		[{ endAt: '2026-01-20T00:00:00' }, "'End' is set, but 'Start' is not"],
		[{ startAt: '2026-01-20T00:00:00', endAt: '2026-01-19T23:59:59' }, "'End' is before 'Start'"],
		[{ startAt: 'soon', endAt: '2026-01-19T23:59:59' }, "'Start' is not a date and time"],
	])('refuses %j before anything is sent', async (parameters, message) => {
		const result = await runOperation(simulator(), operation, parameters);

		expect(result.error?.message).toBe(message);
		expect(result.error?.description).toMatch(/^(Set|Pick) /);
		expect(sent(simulator())).toEqual([]);
	});
}

function isFirst(pairedItem: unknown): boolean {
	return (pairedItem as { item?: number } | undefined)?.item === 0;
}
