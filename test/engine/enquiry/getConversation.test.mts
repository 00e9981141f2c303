import { expect, test } from 'vitest';

import type { Simulator } from '../../simulator/index.mts';
import { caseNumber, enquiryStatus, idOf } from '../../simulator/seed.mts';
import { credentialOf, searchList } from '../harness.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

/** A page of 20 rows could be one of a server with a limit of its own: one of 17 is the last. */
const ROWS = 117;

const simulator = useSimulator({ now: new Date().toISOString(), reportRows: ROWS });

/** Row of the newest enquiry with that status. */
function rowWith(status: string): number {
	return Array.from({ length: 100 }, (_, index) => index).findIndex(
		(index) => enquiryStatus(index) === status,
	);
}

const shownMessages = (on: Simulator, index: number) =>
	on.state.conversation(index).map((row) => ({
		id: row.msgID,
		enquiryId: row.inquiryID,
		roomId: row.roomID,
		seq: row.seq,
		createdAt: row.createdAt,
		fromEID: row.fromEID,
		toEID: row.toEID,
		contentType: row.msgContentType,
		eventType: row.msgEventType,
		text: row.msgText,
	}));

test('gives all messages of a closed enquiry, one item each', async () => {
	const index = rowWith('closed');
	const id = idOf('enquiry', index);
	const result = await runOperation(simulator(), 'enquiry:getConversation', { enquiry: byId(id) });

	const request = onlyRequest(simulator());
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/enquiry-chat`,
		{ enquiryID: id },
	]);
	expect(json(result)).toEqual(shownMessages(simulator(), index));
	expect(result.items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(
		true,
	);
});

test("takes the enquiry's number in the dashboard, too", async () => {
	const index = rowWith('closed');
	const result = await runOperation(simulator(), 'enquiry:getConversation', {
		enquiry: byId(caseNumber(ROWS, index)),
	});

	expect(json(result)).toEqual(shownMessages(simulator(), index));
});

test('says that only closed enquiries can be read', async () => {
	const result = await runOperation(simulator(), 'enquiry:getConversation', {
		enquiry: byId(idOf('enquiry', rowWith('ongoing'))),
	});

	expect(result.error?.message).toContain('CINNOX does not know this enquiry. ');
	expect(result.error?.description).toContain('only closed enquiries have a conversation');
});

test('puts nothing out for a conversation without messages', async () => {
	simulator().faults.add({ kind: 'code', code: 6451011, message: 'No records found' });
	const result = await runOperation(simulator(), 'enquiry:getConversation', {
		enquiry: byId(idOf('enquiry', rowWith('closed'))),
	});

	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('refuses an empty enquiry before anything is sent', async () => {
	const result = await runOperation(simulator(), 'enquiry:getConversation', {
		enquiry: byId('={{ $json.absent }}'),
	});

	expect(result.error?.message).toBe("'Enquiry' is empty");
	expect(sent(simulator())).toEqual([]);
});

test('shows the enquiries of the last 30 days to pick from, page by page', async () => {
	const credential = credentialOf(simulator());
	const first = await searchList('getEnquiries', credential);
	const second = await searchList(
		'getEnquiries',
		credential,
		undefined,
		first.paginationToken as string,
	);

	const rows = Array.from({ length: ROWS }, (_, index) => simulator().state.enquiries.at(index));
	expect([...first.results, ...second.results].map(({ value }) => value)).toEqual(
		rows.map(({ inquiry }) => inquiry),
	);
	expect(second.paginationToken).toBeUndefined();
	const [row] = rows;
	const time = String(row.createdAt).slice(0, 16).replace('T', ' ');
	expect(first.results[0].name).toBe(
		`${time} ${row.displayCaseNumber} ${row.visitorName}, ${row.channel}, ${row.status}`,
	);
	expect(sent(simulator()).every(({ validationErrors }) => validationErrors.length === 0)).toBe(
		true,
	);
});

test('finds an enquiry by its number', async () => {
	const row = simulator().state.enquiries.at(110);
	const { results } = await searchList(
		'getEnquiries',
		credentialOf(simulator()),
		String(row.displayCaseNumber).toLowerCase(),
	);

	expect(results.map(({ value }) => value)).toEqual([row.inquiry]);
});
