/** Lists to pick from that depend on the operation, have two sources, or turn out empty. */
import { describe, expect, test } from 'vitest';

import { idOf, startSimulator } from '../simulator/index.mts';
import { STAFF_ROOMS } from '../simulator/seed.mts';
import { credentialOf, searchList } from './harness.mts';
import { runOperation, sent, useSimulator } from './support.mts';

/** A page of 20 rows could be one of a server with a limit of its own: one of 17 is the last. */
const ROWS = 117;

const simulator = useSimulator({ now: new Date().toISOString(), reportRows: ROWS });

const credential = () => credentialOf(simulator());

describe('the numbers to send from', () => {
	const values = async (operation?: string, filter?: string) => {
		const parameters = operation === undefined ? {} : { resource: 'sms', operation };
		const { results } = await searchList('getNumbers', credential(), filter, undefined, parameters);
		return results.map(({ value }) => value);
	};

	test('are sender IDs for an OTP, and all that can send SMS otherwise', async () => {
		expect(await values('sendOtp')).toEqual(['HARBOURVINE', 'HVCODE']);
		const sms = await values('send');
		expect(sms).toEqual(
			simulator()
				.state.numbers.filter(({ supportSMS }) => supportSMS)
				.map(({ number }) => number),
		);
		expect(sms).toContain('HVCODE');
		expect(await values()).toEqual(sms);
		expect(await values('waitForReply')).toEqual(sms.filter((value) => /^\d+$/.test(`${value}`)));
	});

	test('say why there are none', async () => {
		const { results } = await searchList('getNumbers', credential(), 'desk', undefined, {
			resource: 'sms',
			operation: 'sendOtp',
		});
		expect(results).toEqual([
			{ name: 'CINNOX Lists No Sender ID, Which an OTP Needs for "desk"', value: '' },
		]);
	});
});

describe('the rooms to post into', () => {
	test('are those of enquiries and of calls among staff, each once, page by page', async () => {
		const first = await searchList('getRooms', credential());
		const more = await searchList(
			'getRooms',
			credential(),
			undefined,
			first.paginationToken as string,
		);

		expect(more.paginationToken).toBeUndefined();
		const rooms = [...first.results, ...more.results].map(({ value }) => String(value));
		const ofEnquiries = Array.from({ length: ROWS }, (_, index) => idOf('room', index));
		expect(rooms.filter((room) => ofEnquiries.includes(room))).toEqual(ofEnquiries);
		const ofStaff = rooms.filter((room) => !ofEnquiries.includes(room));
		expect(ofStaff.length).toBeGreaterThan(0);
		expect(new Set(ofStaff.slice(0, first.results.length - 100)).size).toBe(
			first.results.length - 100,
		);
		for (const room of ofStaff) {
			expect(Array.from({ length: 10 }, (_, at) => idOf('room', STAFF_ROOMS + at))).toContain(room);
		}
		expect(sent(simulator()).every(({ validationErrors }) => validationErrors.length === 0)).toBe(
			true,
		);
	});

	test('are found by who talks there, and take a message', async () => {
		const visitor = simulator().state.enquiries.at(3);
		const [found] = (await searchList('getRooms', credential(), String(visitor.displayCaseNumber)))
			.results;
		expect(found.value).toBe(visitor.roomID);

		const [{ name, value }] = (await searchList('getRooms', credential(), 'staff: ')).results;
		expect(name).toMatch(/^Staff: .+ from Harbour & Vine, .+ from Harbour & Vine, \d{4}-/);
		const { error } = await runOperation(simulator(), 'message:send', {
			roomId: { __rl: true, mode: 'list', value: String(value) },
			text: 'Lunch?',
		});
		expect(error).toBeUndefined();
		expect(simulator().state.messages).toMatchObject([{ roomID: value, text: 'Lunch?' }]);
	});
});

describe('a list that is empty', () => {
	const LISTS = ['getCalls', 'getCampaigns', 'getConferences', 'getEnquiries', 'getRooms'];

	test.each(LISTS)('says which days it looked at: %s', async (method) => {
		// Its rows are months older than the last 30 days.
		const old = await startSimulator({ now: '2025-01-31T00:00:00Z' });
		try {
			const { results, paginationToken } = await searchList(method, credentialOf(old));
			const [from, to] = [30, 0].map((days) =>
				new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10),
			);
			expect(results).toEqual([{ name: `Nothing from ${from} to ${to}`, value: '' }]);
			expect(paginationToken).toBeUndefined();
			const [{ name }] = (await searchList(method, credentialOf(old), 'Mei')).results;
			expect(name).toBe(`Nothing from ${from} to ${to} for "Mei"`);
		} finally {
			await old.close();
		}
	});

	test('has nothing to say where no time was asked for', async () => {
		expect(await searchList('getTags', credential(), 'no such tag')).toEqual({ results: [] });
	});

	test('gives nothing that could be sent', async () => {
		await expect(
			runOperation(simulator(), 'message:send', {
				roomId: { __rl: true, mode: 'list', value: '' },
				text: 'Hi',
			}),
		).rejects.toThrow('has issues');
		expect(sent(simulator())).toEqual([]);
	});
});

describe('a list to pick from, where CINNOX gives fewer rows at once than are asked for', () => {
	const simulator = useSimulator({ maximumLimit: 40, contacts: 130 });

	test('adopts the size that CINNOX names, and goes on with it', async () => {
		const credential = credentialOf(simulator());
		const first = await searchList('getContacts', credential);
		expect(first.results).toHaveLength(40);
		const second = await searchList('getContacts', credential, '', String(first.paginationToken));
		expect(second.results).toHaveLength(40);
		expect(sent(simulator()).map(({ query }) => [query.offset, query.limit])).toEqual([
			['0', '100'],
			['0', '40'],
			['40', '40'],
		]);

		const ids = [...first.results, ...second.results].map(({ value }) => value);
		expect(ids).toEqual([...simulator().state.contacts.keys()].slice(0, 80));
	});

	test('finds what stands further down', async () => {
		const credential = credentialOf(simulator());
		const last = [...simulator().state.contacts.values()].at(-1);
		const email = last?.input.emails?.[0].email;
		const { results } = await searchList('getContacts', credential, email);
		expect(results.map(({ value }) => value)).toContain(last?.id);
	});
});
