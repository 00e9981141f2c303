import { describe, expect, it } from 'vitest';
import { NUMBERS, idOf, loadContract } from '../../simulator/index.mts';
import type { Simulator } from '../../simulator/index.mts';
import { call, fetchJson, hook, simulator } from './harness.mts';

const operations = await loadContract();

type Example = [method: string, path: string, body?: unknown];

const sms = { senderNumber: NUMBERS[0].number, recipientNumbers: ['85291234567'], text: 'Hello' };
const destination = {
	displayName: 'Night',
	supportLanguages: ['*'],
	supportLocations: ['*'],
	types: ['PHONE'],
	phoneTargets: ['+85230018000'],
};
const range = 'startAt=2026-01-01T00:00:00.000Z&endAt=2026-01-31T12:00:00.000Z';
const labelIds = { labelIds: [idOf('label', 0)] };
const staff = `staff/${idOf('staff', 0)}/cli`;

/** A request for every operation that must be answered with success. */
const EXAMPLES: Record<string, (from: Simulator) => Example> = {
	sendSms: () => ['POST', 'send_sms', sms],
	sendOtpSms: () => [
		'POST',
		'send_otp',
		{ senderNumber: 'HVCODE', recipientNumber: '85291234567', text: 'Code: %s', pin: '12ab' },
	],
	sendWhatsAppOtp: () => [
		'POST',
		'general/operate/send-whatsapp-message',
		{
			sourceId: '85230018000@WHATSAPP',
			templateId: 't1',
			target: '+85291234567',
			waValues: { body: ['1234'], button: ['1234'] },
		},
	],
	sendMessage: () => [
		'POST',
		'message-push',
		{ roomID: idOf('room', 0), messages: [{ type: 'text', text: 'Hello' }] },
	],
	listNumbers: () => ['GET', 'numbers'],
	listCallerIds: () => ['GET', `${staff}/caller_id`],
	listSenderIds: () => ['GET', `${staff}/sender_id`],
	listEventHooks: () => ['GET', 'event-hooks'],
	listEnquiries: () => ['GET', `data/enquiry-detail?${range}`],
	getEnquiryChat: (from) => {
		const index = Array.from({ length: 120 }, (_, row) => row).findIndex((row) =>
			from.state.isClosed(row),
		);
		return ['GET', `data/enquiry-chat?enquiryID=${idOf('enquiry', index)}`];
	},
	getEnquiryOverview: () => ['GET', `data/enquiry-overview-matrix?${range}`],
	listCalls: () => ['GET', `data/call-detail?${range}`],
	listCallLog: () => ['GET', `data/call-log?${range}`],
	listConferences: () => ['GET', `data/conference-detail?${range}`],
	listSms: () => ['GET', `data/sms-detail?${range}`],
	listCampaigns: () => ['GET', `data/sent-campaigns-summary?${range}`],
	listCampaignMessages: () => [
		'GET',
		`data/sent-campaigns-detail?historyID=${idOf('campaign', 0)}`,
	],
	listRecordingFiles: () => ['GET', `data/recording-file?callID=${idOf('call', 0)}`],
	listTranscriptionFiles: () => [
		'GET',
		`data/transcription-file?conferenceID=${idOf('conference', 0)}`,
	],
	listChannelTypes: () => ['GET', 'data/channel-type-list'],
	listChannels: () => ['GET', 'data/channel-type-details?channelType=WHATSAPP'],
	listContacts: () => ['GET', 'contacts/extcontact-list'],
	listContactActivity: () => [
		'GET',
		`contacts/extcontact-activity?contactID=${idOf('contact', 0)}`,
	],
	createContact: () => ['POST', 'management/create_externalcontact', { lastName: 'Chan' }],
	updateContact: () => [
		'PUT',
		`management/update_externalcontact/${idOf('contact', 0)}`,
		{ lastName: 'Chan' },
	],
	listStaff: () => ['GET', 'contacts/staffcontact-list'],
	listDestinations: () => ['GET', 'destination'],
	createDestination: () => ['POST', 'destination', destination],
	updateDestination: () => ['PATCH', `destination/${idOf('destination', 0)}`, destination],
	deleteDestination: () => ['DELETE', `destination/${idOf('destination', 0)}`],
	listTags: () => ['GET', 'tag'],
	createTag: () => ['POST', 'tag', { functionType: ['IM'] }],
	updateTag: () => ['PATCH', `tag/${idOf('tag', 0)}`, { functionType: ['IM'] }],
	deleteTag: () => ['DELETE', `tag/${idOf('tag', 0)}`],
	listLabels: () => ['GET', 'labels'],
	deleteLabel: () => ['DELETE', `labels/${idOf('label', 0)}`],
	labelEnquiry: () => ['POST', `inquiries/${idOf('enquiry', 0)}/labels`, labelIds],
	unlabelEnquiry: () => ['DELETE', `inquiries/${idOf('enquiry', 0)}/labels`, labelIds],
	listLocations: () => ['GET', 'location'],
	listLanguages: () => ['GET', 'language'],
};

const isSubscription = (operationId: string): boolean => operationId.endsWith('EventSubscription');

describe('every operation of the document', () => {
	it.each([...operations.values()])('$operationId answers as documented', async (operation) => {
		const from = await simulator();
		const subscriber = await hook();
		const subscribe = { enabled: true, url: subscriber.url };
		await call(from, 'PATCH', 'call-event-sub', subscribe);
		const [method, path, body] = isSubscription(operation.operationId)
			? ['PATCH', operation.path.split('/').pop() as string, subscribe]
			: EXAMPLES[operation.operationId](from);

		const reply = await call(from, method, path, body);

		expect(reply.body).toMatchObject({ code: 0 });
		expect(reply.status).toBe(200);
		const validate = operation.responseValidators['200'];
		expect(validate(reply.body), JSON.stringify(validate.errors)).toBe(true);
		expect(from.ledger.at(-1)).toMatchObject({
			operationId: operation.operationId,
			method,
			valid: true,
			validationErrors: [],
			tokenValid: true,
			accepted: true,
			status: 200,
			code: 0,
		});
	});

	it('has an example for each', () => {
		const known = [...operations.keys()].filter((operationId) => !isSubscription(operationId));
		expect(Object.keys(EXAMPLES).sort()).toEqual(known.sort());
	});
});

describe('refusals', () => {
	const sixtyDays = 'startAt=2026-01-01T00:00:00Z&endAt=2026-04-01T00:00:01Z';
	it.each<[message: string, method: string, path: string, body?: unknown]>([
		['invalid query: foo', 'GET', 'numbers?foo=1'],
		['invalid query: foo, bar', 'GET', 'numbers?foo=1&bar=2'],
		['invalid query: offset', 'GET', 'destination?offset=0'],
		['negative offset', 'GET', 'numbers?offset=-1'],
		['negative limit', 'GET', 'numbers?limit=-1'],
		['exceed maximum limit 500', 'GET', 'numbers?limit=501'],
		['Bad query: limit must be integer', 'GET', 'numbers?limit=ten'],
		['enquiryID is required', 'GET', 'data/enquiry-chat'],
		['enquiryID is required', 'GET', 'data/enquiry-chat?enquiryID='],
		['invalid enquiryID', 'GET', 'data/enquiry-chat?enquiryID=nothing'],
		['historyID is required', 'GET', 'data/sent-campaigns-detail'],
		['missing one of startAt, endAt', 'GET', 'data/call-detail?startAt=2026-01-01T00:00:00Z'],
		['missing one of startAt, endAt', 'GET', 'data/call-detail?endAt=2026-01-01T00:00:00Z'],
		[
			'endAt is prior to startAt',
			'GET',
			'data/call-detail?startAt=2026-01-02T00:00:00Z&endAt=2026-01-01T00:00:00Z',
		],
		[
			'Bad query: startAt must match format "date-time"',
			'GET',
			'data/call-detail?startAt=2026-01-02&endAt=2026-01-03T00:00:00Z',
		],
		['Exceed maximum query day 90', 'GET', `data/enquiry-overview-matrix?${sixtyDays}`],
		['empty time range (missing startAt and endAt)', 'GET', 'data/enquiry-overview-matrix'],
		['callID or conferenceID is required', 'GET', 'data/recording-file'],
		[
			'only one of callID or conferenceID is allowed',
			'GET',
			'data/recording-file?callID=a&conferenceID=b',
		],
		['invalid channel type', 'GET', 'data/channel-type-details?channelType=PIGEON'],
		['request body is required', 'POST', 'send_sms'],
		[
			'recipientNumbers is required',
			'POST',
			'send_sms',
			{ senderNumber: '85230018000', text: 'Hi' },
		],
		['text is required', 'POST', 'send_sms', { ...sms, text: undefined }],
		[
			'invalid text: must NOT have fewer than 1 characters',
			'POST',
			'send_sms',
			{ ...sms, text: '' },
		],
		['invalid request body: must be object', 'POST', 'send_sms', [1]],
		['Invalid senderNumber', 'POST', 'send_sms', { ...sms, senderNumber: '85211111111' }],
		[
			'invalid url: must match format "uri"',
			'PATCH',
			'call-event-sub',
			{ enabled: true, url: 'nowhere' },
		],
		['url is required', 'PATCH', 'call-event-sub', { enabled: false }],
		[
			'messages.0.text is required',
			'POST',
			'message-push',
			{ roomID: idOf('room', 0), messages: [{ type: 'text' }] },
		],
		[
			'invalid roomID',
			'POST',
			'message-push',
			{ roomID: 'x', messages: [{ type: 'text', text: 'Hi' }] },
		],
		[
			'phoneTargets is required',
			'POST',
			'destination',
			{ ...destination, phoneTargets: undefined },
		],
		[
			'invalid phones.0.phone: must match pattern "^\\+[0-9]+$"',
			'POST',
			'management/create_externalcontact',
			{ phones: [{ type: 'Work', phone: '852 1' }] },
		],
		[
			'invalid pin: must NOT have more than 10 characters',
			'POST',
			'send_otp',
			{ senderNumber: 'HVCODE', recipientNumber: '85291234567', text: '%s', pin: '12345678901' },
		],
	])('%s', async (message, method, path, body) => {
		const from = await simulator();
		const reply = await call(from, method, path, body);
		expect(reply.body).toEqual({ code: 6451000, message });
		expect(reply.status).toBe(400);
		expect(from.ledger.at(-1)).toMatchObject({ accepted: false, status: 400, code: 6451000 });
	});

	it('refuses malformed JSON in the same way', async () => {
		const from = await simulator();
		const reply = await call(from, 'POST', 'send_sms', undefined, { raw: '{"text":' });
		expect(reply).toMatchObject({ status: 400, body: { code: 6451000 } });
		expect(from.ledger[0]).toMatchObject({ body: '{"text":', valid: false });
	});

	it('wants JSON to be called JSON', async () => {
		const from = await simulator();
		const headers = { 'content-type': 'text/plain' };
		const reply = await call(from, 'POST', 'send_sms', sms, { headers });
		expect(reply.body).toEqual({ code: 6451000, message: 'Content-Type must be application/json' });
	});

	it('refuses a body that is too large without falling over', async () => {
		const from = await simulator();
		const reply = await call(from, 'POST', 'send_sms', {
			...sms,
			text: 'x'.repeat(17 * 1024 * 1024),
		});
		expect(reply).toMatchObject({ status: 400, body: { code: 6451000 } });
		expect(from.ledger[0]).toMatchObject({ status: 400, accepted: false });
	});

	it('accepts body members that the document does not know', async () => {
		const from = await simulator();
		expect(await call(from, 'POST', 'send_sms', { ...sms, campaign: 'x' })).toMatchObject({
			status: 200,
		});
		expect(from.ledger[0].body).toEqual({ ...sms, campaign: 'x' });
	});

	it.each([
		['GET', 'nowhere?a=b'],
		['DELETE', 'send_sms'],
		['GET', 'staff/%zz/cli/caller_id'],
	])('does not know %s %s', async (method, path) => {
		const from = await simulator();
		const reply = await call(from, method, path, undefined, { token: 'wrong' });
		expect(reply).toMatchObject({
			status: 400,
			body: {
				code: 6450001,
				message: `method not found, method: ${method} url: /v1/api/apps/${from.appId}/${path}`,
			},
		});
		expect(from.ledger[0]).toMatchObject({ valid: false, accepted: false, code: 6450001 });
	});

	it('says the same outside the API', async () => {
		const from = await simulator();
		expect(await fetchJson(from.url)).toMatchObject({ status: 400, body: { code: 6450001 } });
		expect(await fetchJson(`${from.url}/__control/requests`)).toMatchObject({
			body: { code: 6450001 },
		});
	});
});

describe('access', () => {
	const apps = [
		{ appId: 'one', appToken: 'secret-one' },
		{ appId: 'two', appToken: 'secret-two' },
	];

	it('refuses an unknown App ID before it looks at the token', async () => {
		const from = await simulator();
		const reply = await call(from, 'GET', 'numbers', undefined, {
			app: { appId: 'no', appToken: 'no' },
		});
		expect(reply).toMatchObject({ status: 400, body: { code: 6452001, message: 'Invalid appID' } });
	});

	it.each([
		{ token: 'secret-two' },
		{ token: '' },
		{ headers: { authorization: 'Basic secret-one' } },
	])('refuses a token that is not that of the App: %o', async (options) => {
		const from = await simulator({ apps });
		const reply = await call(from, 'GET', 'numbers', undefined, options);
		expect(reply).toMatchObject({ status: 400, body: { code: 6452000, message: 'Invalid token' } });
	});

	it('keeps tokens out of the ledger and notes whether they are right', async () => {
		const from = await simulator({ apps });
		await call(from, 'GET', 'numbers');
		await call(from, 'GET', 'numbers', undefined, { token: 'guess' });
		await call(from, 'GET', 'numbers', undefined, { headers: { authorization: 'Basic abc' } });
		expect(
			from.ledger.map(({ headers, tokenValid }) => [headers.authorization, tokenValid]),
		).toEqual([
			['Bearer ***', true],
			['Bearer ***', false],
			['***', false],
		]);
		expect(JSON.stringify(from.ledger)).not.toMatch(/secret|guess|abc/);
	});

	it('lets every App in, on the same data', async () => {
		const from = await simulator({ apps });
		await call(
			from,
			'POST',
			'management/create_externalcontact',
			{ lastName: 'Shared' },
			{ app: apps[0] },
		);
		const reply = await call(from, 'GET', 'contacts/extcontact-list', undefined, { app: apps[1] });
		expect(reply.body.result.at(-1)).toMatchObject({ lastName: 'Shared' });
	});
});

describe('rate limit', () => {
	const apps = [
		{ appId: 'one', appToken: '1' },
		{ appId: 'two', appToken: '2' },
	];

	it('is shared by all Apps of the account and spares requests without access', async () => {
		const from = await simulator({ apps, rateLimitPerMinute: 3 });
		await call(from, 'GET', 'numbers', undefined, { token: 'wrong' });
		const statuses = [];
		for (const app of [apps[0], apps[1], apps[0], apps[1]]) {
			statuses.push((await call(from, 'GET', 'numbers', undefined, { app })).body.code);
		}
		expect(statuses).toEqual([0, 0, 0, 6451010]);
		expect(from.ledger.at(-1)).toMatchObject({ accepted: false, valid: true });
	});

	it('counts requests that are refused for their parameters', async () => {
		const from = await simulator({ rateLimitPerMinute: 1 });
		expect((await call(from, 'GET', 'numbers?limit=-1')).body.code).toBe(6451000);
		expect((await call(from, 'GET', 'numbers')).body.code).toBe(6451010);
	});

	it('answers HTTP 400 without Retry-After, or as the options say', async () => {
		const from = await simulator({ rateLimitPerMinute: 1 });
		await call(from, 'GET', 'numbers');
		const plain = await call(from, 'GET', 'numbers');
		expect(plain).toMatchObject({
			status: 400,
			body: { code: 6451010, message: 'Too many requests' },
		});
		expect(plain.headers['retry-after']).toBeUndefined();
		from.configure({ rateLimitStatus: 429, retryAfterSeconds: 7 });
		const other = await call(from, 'GET', 'numbers');
		expect(other).toMatchObject({ status: 429, body: { code: 6451010 } });
		expect(other.headers['retry-after']).toBe('7');
	});

	it('can be off and is 500 by default', async () => {
		const from = await simulator();
		expect(from.options.rateLimitPerMinute).toBe(500);
		from.configure({ rateLimitPerMinute: 0 });
		const codes = await Promise.all(
			Array.from({ length: 600 }, () => call(from, 'GET', 'language')),
		);
		expect(codes.filter(({ body }) => body.code !== 0)).toEqual([]);
	});
});

describe('envelope', () => {
	it('has fields and lists at top level when asked to', async () => {
		const from = await simulator({ envelope: 'topLevel', successCode: 200 });
		expect((await call(from, 'POST', 'send_sms', sms)).body).toMatchObject({
			code: 200,
			status: true,
		});
		expect((await call(from, 'GET', 'labels')).body).toMatchObject({
			code: 200,
			labelList: expect.any(Array),
		});
		expect((await call(from, 'GET', 'numbers')).body).toMatchObject({
			code: 200,
			list: expect.any(Array),
		});
	});

	it('has lists as result, under the documented name, or under the name of the options', async () => {
		const from = await simulator();
		expect((await call(from, 'GET', 'tag')).body.result.tags).toHaveLength(3);
		expect((await call(from, 'GET', 'numbers')).body.result).toHaveLength(NUMBERS.length);
		from.configure({ listProperty: 'records' });
		expect((await call(from, 'GET', 'numbers')).body.result.records).toHaveLength(NUMBERS.length);
		expect((await call(from, 'GET', 'tag')).body.result.tags).toHaveLength(3);
	});

	it('has a code instead of an empty list', async () => {
		const from = await simulator();
		const reply = await call(from, 'GET', 'event-hooks');
		expect(reply).toEqual(
			expect.objectContaining({
				status: 400,
				body: { code: 6451011, message: 'No records found' },
			}),
		);
		from.configure({ noRecordsStatus: 200 });
		expect(await call(from, 'GET', 'event-hooks')).toMatchObject({
			status: 200,
			body: { code: 6451011 },
		});
	});
});

describe('start', () => {
	it('refuses a clock that shows no time', async () => {
		await expect(simulator({ now: 'yesterday' })).rejects.toThrow('now is no date: yesterday');
	});

	it('resets everything but the options', async () => {
		const from = await simulator({ rateLimitPerMinute: 2 });
		const subscriber = await hook();
		await call(from, 'PATCH', 'call-event-sub', { enabled: true, url: subscriber.url });
		await call(from, 'POST', 'send_sms', sms);
		from.faults.add({ kind: 'status500' });
		from.reset();
		expect(from.ledger).toEqual([]);
		expect(from.deliveries).toEqual([]);
		expect(from.subscriptions()).toEqual([]);
		expect(from.state.sms).toEqual([]);
		expect((await call(from, 'GET', 'numbers')).status).toBe(200);
	});

	it('keeps only as many ledger entries as asked', async () => {
		const from = await simulator({ ledgerLimit: 3 });
		for (let count = 0; count < 5; count++) await call(from, 'GET', 'language');
		expect(from.ledger.map(({ seq }) => seq)).toEqual([3, 4, 5]);
	});

	it('closes at once although a client waits', async () => {
		const from = await simulator({ latencyMs: 60_000 });
		const waiting = call(from, 'GET', 'numbers').then(
			() => 'answered',
			() => 'cut off',
		);
		while (from.ledger.length === 0) await new Promise(setImmediate);
		await from.close();
		expect(await waiting).toBe('cut off');
	});
});
