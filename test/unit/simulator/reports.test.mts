import { describe, expect, it } from 'vitest';
import { idOf } from '../../simulator/index.mts';
import type { Simulator } from '../../simulator/index.mts';
import { call, fetchJson, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';

const REPORTS = [
	['enquiry-detail', 'createdAt'],
	['call-detail', 'callDate'],
	['call-log', 'callDate'],
	['conference-detail', 'callDate'],
	['sms-detail', 'createdAt'],
] as const;

/** All rows of a report, page by page, until the API says that there are no more. */
async function all(from: Simulator, path: string, limit = 500): Promise<Json[]> {
	const rows: Json[] = [];
	for (;;) {
		const glue = path.includes('?') ? '&' : '?';
		const { body } = await call(from, 'GET', `${path}${glue}offset=${rows.length}&limit=${limit}`);
		if (body.code === 6451011) return rows;
		rows.push(...body.result);
	}
}

const range = (startAt: string, endAt: string): string => `startAt=${startAt}&endAt=${endAt}`;

describe.each(REPORTS)('data/%s', (report, time) => {
	it('has 50 rows on a page unless asked otherwise, newest first, within 30 days', async () => {
		const from = await simulator();
		const { body } = await call(from, 'GET', `data/${report}`);
		const times = body.result.map((row: Json) => Date.parse(row[time]));
		expect(times).toHaveLength(50);
		expect(times).toEqual(times.toSorted((a: number, b: number) => b - a));
		const everything = await all(from, `data/${report}`, 17);
		expect(everything).toHaveLength(120);
		expect(new Set(everything.map((row) => JSON.stringify(row))).size).toBe(120);
		expect(everything.slice(0, 50)).toEqual(body.result);
		const now = Date.parse(from.options.now);
		expect(Date.parse(everything[0][time])).toBeLessThan(now);
		expect(Date.parse(everything[119][time])).toBeGreaterThan(now - 30 * 86_400_000);
	});

	it('keeps to the time range, ends included', async () => {
		const from = await simulator();
		const everything = await all(from, `data/${report}`);
		const [startAt, endAt] = [everything[80][time], everything[20][time]];
		expect(await all(from, `data/${report}?${range(startAt, endAt)}`, 7)).toEqual(
			everything.slice(20, 81),
		);
		const before = range('2020-01-01T00:00:00Z', '2020-01-02T00:00:00Z');
		expect((await call(from, 'GET', `data/${report}?${before}`)).body.code).toBe(6451011);
	});

	it('is the same each time', async () => {
		const [one, two] = [await simulator(), await simulator()];
		const path = `data/${report}?offset=40&limit=20`;
		expect((await call(one, 'GET', path)).body).toEqual((await call(two, 'GET', path)).body);
	});

	it('is the same where rows are kept, also when it is read again', async () => {
		const [made, kept] = [await simulator(), await simulator({ keepReportRows: true })];
		const rows = await all(made, `data/${report}`);
		expect(await all(kept, `data/${report}`, 33)).toEqual(rows);
		expect(await all(kept, `data/${report}`)).toEqual(rows);
	});
});

it('kept rows are not made again', async () => {
	const { smsReport: kept } = (await simulator({ keepReportRows: true })).state;
	expect(kept.at(3)).toBe(kept.at(3));
	const { smsReport: made } = (await simulator()).state;
	expect(made.at(3)).not.toBe(made.at(3));
});

describe('100,000 rows', () => {
	it('start at once and are read in a few seconds', async () => {
		const started = performance.now();
		const from = await simulator({ reportRows: 100_000, rateLimitPerMinute: 0 });
		expect(performance.now() - started).toBeLessThan(500);
		const seen = new Set<string>();
		for (let offset = 0; offset < 100_000; offset += 500) {
			const { body } = await call(from, 'GET', `data/sms-detail?offset=${offset}&limit=500`);
			for (const { id } of body.result) seen.add(id);
		}
		expect(seen.size).toBe(100_000);
		expect((await call(from, 'GET', 'data/sms-detail?offset=100000')).body.code).toBe(6451011);
		expect(performance.now() - started).toBeLessThan(10_000);
	});

	it('can be cut by time deep down', async () => {
		const from = await simulator({ reportRows: 100_000 });
		const [middle] = (await call(from, 'GET', 'data/call-detail?offset=77777&limit=1')).body.result;
		const path = `data/call-detail?${range(middle.callDate, middle.callDate)}`;
		expect((await call(from, 'GET', path)).body.result).toEqual([middle]);
	});

	it('may be none at all', async () => {
		const from = await simulator({ reportRows: 0 });
		for (const [report] of REPORTS) {
			expect((await call(from, 'GET', `data/${report}`)).body.code).toBe(6451011);
		}
		expect((await call(from, 'GET', 'data/sent-campaigns-summary')).body.code).toBe(6451011);
	});
});

describe('rows', () => {
	it('spell IDs and type phone numbers in more than one way', async () => {
		const from = await simulator();
		const enquiries = await all(from, 'data/enquiry-detail');
		expect(enquiries.every((row) => typeof (row.id ?? row._id) === 'string')).toBe(true);
		expect(enquiries.some((row) => row.id === undefined)).toBe(true);
		expect(enquiries.some((row) => row._id === undefined)).toBe(true);
		const kinds = (values: unknown[]): string[] =>
			[...new Set(values.map((value) => typeof value))].sort();
		expect(kinds((await all(from, 'data/call-detail')).map(({ caller }) => caller))).toEqual([
			'number',
			'string',
		]);
		expect(kinds((await all(from, 'data/sms-detail')).map(({ recipient }) => recipient))).toEqual([
			'number',
			'string',
		]);
	});

	it('of the enquiry overview add up', async () => {
		const from = await simulator();
		const whole = range('2026-01-01T00:00:00Z', '2026-01-31T12:00:00Z');
		const { result } = (await call(from, 'GET', `data/enquiry-overview-matrix?${whole}`)).body;
		const rows = await all(from, `data/enquiry-detail?${whole}`);
		expect(result.received).toBe(rows.length);
		expect(result.missed).toBe(rows.filter(({ status }) => status === 'missed').length);
		expect(result.ongoing + result.followedUp + result.missed + result.closed).toBe(rows.length);
	});

	it('of the enquiry overview cover 90 days exactly and no millisecond more', async () => {
		const from = await simulator();
		const over = async (endAt: string): Promise<number> =>
			(
				await call(
					from,
					'GET',
					`data/enquiry-overview-matrix?${range('2026-01-01T00:00:00Z', endAt)}`,
				)
			).status;
		expect(await over('2026-04-01T00:00:00.000Z')).toBe(200);
		expect(await over('2026-04-01T00:00:00.001Z')).toBe(400);
	});

	it('of the call log and the call report belong together', async () => {
		const from = await simulator();
		const [calls, log] = [await all(from, 'data/call-detail'), await all(from, 'data/call-log')];
		const [call3, log3] = [calls[3], log[3]];
		expect(log3).toMatchObject({
			callID: call3.callID,
			callDate: call3.callDate,
			status: call3.status,
		});
		expect(new Set(log.map(({ type }) => type))).toEqual(new Set(['call', 'conference']));
	});

	it('of conversations exist for closed enquiries, by ID and by number', async () => {
		const from = await simulator();
		const rows = await all(from, 'data/enquiry-detail');
		const closed = rows.find(({ status }) => status === 'closed');
		const byId = await call(from, 'GET', `data/enquiry-chat?enquiryID=${closed.inquiry}`);
		const byNumber = await call(
			from,
			'GET',
			`data/enquiry-chat?enquiryID=${closed.displayCaseNumber}`,
		);
		expect(byId.body.result.length).toBeGreaterThan(2);
		expect(byNumber.body).toEqual(byId.body);
		expect(byId.body.result[0]).toMatchObject({
			inquiryID: closed.inquiry,
			roomID: closed.roomID,
			seq: 1,
		});
		const open = rows.find(({ status }) => status === 'ongoing');
		const refused = await call(from, 'GET', `data/enquiry-chat?enquiryID=${open.inquiry}`);
		expect(refused.body).toEqual({ code: 6451000, message: 'invalid enquiryID' });
	});

	it('of campaigns lead to as many messages as they count', async () => {
		const from = await simulator();
		const campaigns = await all(from, 'data/sent-campaigns-summary');
		expect(campaigns.length).toBeGreaterThan(5);
		for (const { id, totalRecipients } of campaigns.slice(0, 3)) {
			const messages = await all(from, `data/sent-campaigns-detail?historyID=${id}`, 50);
			expect(messages).toHaveLength(totalRecipients);
			expect(messages[0].id).toBe(id);
		}
		expect((await call(from, 'GET', 'data/sent-campaigns-detail?historyID=no')).body.code).toBe(
			6451011,
		);
	});
});

describe('recordings', () => {
	it('of a recorded call can be downloaded without a token', async () => {
		const from = await simulator();
		const [recorded] = (await all(from, 'data/call-detail')).filter(
			({ isRecording }) => isRecording,
		);
		const { result } = (await call(from, 'GET', `data/recording-file?callID=${recorded.callID}`))
			.body;
		expect(result).toHaveLength(2);
		const response = await fetch(result[0].url);
		const bytes = Buffer.from(await response.arrayBuffer());
		expect(response.headers.get('content-type')).toBe('audio/wav');
		expect(response.headers.get('content-disposition')).toBe(
			`attachment; filename="${result[0].fileName}"`,
		);
		expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
		expect(bytes).toHaveLength(result[0].size);
		expect(from.ledger.at(-1)).toMatchObject({
			path: `/files/${result[0].fileName}`,
			tokenValid: false,
			accepted: true,
		});
		expect(from.ledger.at(-1)?.headers.authorization).toBeUndefined();
	});

	it('shows when a token came along', async () => {
		const from = await simulator();
		await fetchJson(`${from.url}/files/a.wav`, 'GET', {
			headers: { authorization: `Bearer ${from.appToken}` },
		});
		expect(from.ledger[0]).toMatchObject({
			tokenValid: true,
			headers: { authorization: 'Bearer ***' },
		});
	});

	it('may lie behind redirects', async () => {
		const from = await simulator();
		const { result } = (await call(from, 'GET', `data/recording-file?callID=${idOf('call', 2)}`))
			.body;
		expect(result[0].url).toContain('/files/redirect/2/');
		expect((await fetch(result[0].url)).headers.get('content-type')).toBe('audio/wav');
		expect(from.ledger.slice(1).map(({ status }) => status)).toEqual([302, 302, 200]);
	});

	it('may be of any length', async () => {
		const from = await simulator();
		const response = await fetch(`${from.url}/files/long.wav?bytes=3000001`);
		expect(response.headers.get('content-length')).toBe('3000001');
		expect((await response.arrayBuffer()).byteLength).toBe(3_000_001);
	});

	it('do not exist for calls that were not recorded, and can be replaced', async () => {
		const from = await simulator();
		const callID = idOf('call', 1);
		expect((await call(from, 'GET', `data/recording-file?callID=${callID}`)).body.code).toBe(
			6451011,
		);
		from.state.recordings.set(callID, [{ url: 'http://192.0.2.1/a.wav' }]);
		const { result } = (await call(from, 'GET', `data/recording-file?callID=${callID}`)).body;
		expect(result).toEqual([{ url: 'http://192.0.2.1/a.wav' }]);
	});
});
