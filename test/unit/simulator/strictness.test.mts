import { describe, expect, it } from 'vitest';
import { NUMBERS, idOf, startSimulator } from '../../simulator/index.mts';
import type { SimulatorOptions } from '../../simulator/index.mts';
import { RULES } from '../../simulator/strictness/rules.mts';
import { call, hook, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';

const senderNumber = NUMBERS[0].number;
const sms = { senderNumber, recipientNumbers: ['85291234567'], text: 'Hello' };
const otp = {
	senderNumber: 'HVCODE',
	recipientNumber: '85291234567',
	text: 'Code: %s',
	pin: '12ab',
};
const contact = { lastName: 'Chan' };
const destination = {
	displayName: 'Night',
	supportLanguages: ['*'],
	supportLocations: ['*'],
	types: ['PHONE'],
	phoneTargets: ['+85230018000'],
};
const range = (days: number): string => {
	const end = Date.parse('2026-01-31T12:00:00.000Z');
	return `startAt=${new Date(end - days * 86_400_000).toISOString()}&endAt=${new Date(end).toISOString()}`;
};

type Request = [method: string, path: string, body?: unknown];

const CREATE_CONTACT = 'management/create_externalcontact';

describe('what the pages say', () => {
	it.each<[message: string, ...Request]>([
		['Bad query: limit must be integer', 'GET', 'numbers?limit=1e2'],
		['Bad query: limit must be integer', 'GET', 'numbers?limit=0x10'],
		['Bad query: limit must be integer', 'GET', 'numbers?limit=5.0'],
		['Bad query: limit must be integer', 'GET', 'numbers?limit=1.5'],
		['Bad query: limit must be integer', 'GET', 'numbers?limit=%205'],
		['Bad query: limit must be integer', 'GET', 'numbers?limit='],
		['Bad query: limit must be integer', 'GET', 'numbers?limit=1&limit=2'],
		['Bad query: offset must match format "int32"', 'GET', 'numbers?offset=3000000000'],
		['Bad query: enquiryID must be string', 'GET', 'data/enquiry-chat?enquiryID=a&enquiryID=b'],
		['invalid query: Limit', 'GET', 'numbers?Limit=5'],
		['invalid query: startAt', 'GET', 'numbers?startAt=2026-01-01T00:00:00Z'],
		['exceed maximum limit 500', 'GET', 'data/sms-detail?limit=501'],
		['invalid pin', 'POST', 'send_otp', { ...otp, pin: '12-34' }],
		['invalid pin', 'POST', 'send_otp', { ...otp, pin: '１２３４' }],
		['invalid language', 'POST', CREATE_CONTACT, { ...contact, language: 'xx' }],
		['invalid language', 'POST', CREATE_CONTACT, { ...contact, language: 'EN' }],
		['invalid country', 'POST', CREATE_CONTACT, { ...contact, addresses: [{ country: 'ZZ' }] }],
		['invalid birthDate', 'POST', CREATE_CONTACT, { ...contact, birthDate: '31/02/1985' }],
		['invalid birthDate', 'POST', CREATE_CONTACT, { ...contact, birthDate: '04/23/1985' }],
		[
			'invalid supportLanguages',
			'POST',
			'destination',
			{ ...destination, supportLanguages: ['*', 'en'] },
		],
		[
			'invalid supportLanguages',
			'POST',
			'destination',
			{ ...destination, supportLanguages: ['xx'] },
		],
		[
			'invalid supportLocations',
			'POST',
			'destination',
			{ ...destination, supportLocations: ['HK', '*'] },
		],
		['invalid phoneTargets', 'POST', 'destination', { ...destination, phoneTargets: ['ext 5'] }],
		[
			'invalid trunkTargets',
			'POST',
			'destination',
			{ ...destination, types: ['TRUNK'], trunkTargets: ['sip:a@b'] },
		],
		[
			'invalid displayName: must NOT have more than 40 characters',
			'POST',
			'destination',
			{ ...destination, displayName: 'x'.repeat(41) },
		],
		[
			'invalid messages: must NOT have more than 10 items',
			'POST',
			'message-push',
			{ roomID: idOf('room', 0), messages: Array(11).fill({ type: 'text', text: 'Hi' }) },
		],
		[
			'invalid messages.0.text: must NOT have more than 5000 characters',
			'POST',
			'message-push',
			{ roomID: idOf('room', 0), messages: [{ type: 'text', text: 'x'.repeat(5001) }] },
		],
	])('%s: %s %s %o', async (message, method, path, body) => {
		const from = await simulator();
		const reply = await call(from, method, path, body);
		expect(reply).toMatchObject({ status: 400, body: { code: 6451000, message } });
		expect(from.ledger[0]).toMatchObject({
			valid: false,
			validationErrors: [message],
			accepted: false,
		});
	});

	it.each<Request>([
		['GET', 'numbers?limit=5&offset=0'],
		['GET', 'data/sms-detail?limit=500'],
		['POST', 'send_otp', { ...otp, pin: 'Ab12345678' }],
		['POST', CREATE_CONTACT, { ...contact, language: 'en', birthDate: '29/02/2000' }],
		['POST', CREATE_CONTACT, { ...contact, addresses: [{ street: '1', country: 'HK' }] }],
		['POST', 'destination', { ...destination, supportLanguages: ['en', 'zh'] }],
	])('lets through %s %s %o', async (method, path, body) => {
		const from = await simulator();
		expect((await call(from, method, path, body)).body.code).toBe(0);
		expect(from.ledger[0]).toMatchObject({ valid: true, validationErrors: [] });
	});

	it.each(['+852 3001 8000', 'HV/CODE', '12', '+', 'ＨＶ'])(
		'a sender such as %o has a wrong format',
		async (sender) => {
			const from = await simulator();
			const reply = await call(from, 'POST', 'send_sms', { ...sms, senderNumber: sender });
			expect(reply.body).toEqual({ code: 7210103, message: 'senderNumber Invalid format' });
			expect(from.state.sms).toEqual([]);
		},
	);

	it('a service has at most ten Apps', async () => {
		const apps = Array.from({ length: 11 }, (_, index) => ({
			appId: `app-${index}`,
			appToken: `token-${index}`,
		}));
		await expect(startSimulator({ apps })).rejects.toThrow('A service has at most 10 Apps');
		expect((await simulator({ apps: apps.slice(1) })).appId).toBe('app-1');
	});

	it('stands on a page, or is an option', () => {
		for (const { source } of RULES) {
			expect(source ?? 'https://docs.cinnox.com/').toMatch(/^https:\/\/docs\.cinnox\.com\//);
		}
		expect(RULES.filter(({ source }) => source).length).toBeGreaterThan(5);
	});
});

describe('what the options say', () => {
	it.each<[SimulatorOptions, good: unknown, bad: unknown[]]>([
		[
			{ smsRecipients: 'recipientNumbers, a list' },
			{ recipientNumbers: ['85291234567'] },
			[
				{ recipientNumber: '85291234567' },
				{ recipientNumber: ['85291234567'] },
				{ recipientNumber: '85291234567', recipientNumbers: ['85291234567'] },
			],
		],
		[
			{ smsRecipients: 'recipientNumber, a list' },
			{ recipientNumber: ['85291234567'] },
			[{ recipientNumber: '85291234567' }, { recipientNumbers: ['85291234567'] }],
		],
		[
			{ smsRecipients: 'recipientNumber, a text' },
			{ recipientNumber: '85291234567' },
			[{ recipientNumber: ['85291234567'] }, { recipientNumbers: ['85291234567'] }],
		],
		[
			{ maximumRecipients: 2 },
			{ recipientNumbers: ['85291234567', '85291234568'] },
			[{ recipientNumbers: ['85291234567', '85291234568', '85291234569'] }],
		],
		[
			{ unknownBodyMembers: 'refused' },
			{ recipientNumbers: ['85291234567'] },
			[{ recipientNumbers: ['85291234567'], campaign: 'x' }],
		],
	])('%o decides about recipients', async (options, good, bad) => {
		const from = await simulator(options);
		const send = async (recipients: unknown): Promise<Json> =>
			(
				await call(from, 'POST', 'send_sms', {
					senderNumber,
					text: 'Hi',
					...(recipients as object),
				})
			).body;
		expect((await send(good)).code).toBe(0);
		const count = from.state.sms.length;
		for (const recipients of bad) {
			expect((await send(recipients)).code).toBe(6451000);
			expect(from.ledger.at(-1)).toMatchObject({ valid: false, accepted: false });
		}
		expect(from.state.sms).toHaveLength(count);
	});

	it('recipientPlus', async () => {
		const from = await simulator({ recipientPlus: 'refused' });
		for (const [path, body] of [
			['send_sms', { ...sms, recipientNumbers: ['+85291234567'] }],
			['send_otp', { ...otp, recipientNumber: '+85291234567' }],
		]) {
			const reply = await call(from, 'POST', path as string, body);
			expect(reply.body).toEqual({ code: 7210104, message: 'RecipientNumber Invalid format' });
		}
		expect((await call(from, 'POST', 'send_sms', sms)).body.code).toBe(0);
	});

	it('otpPins', async () => {
		const from = await simulator({ otpPins: 'digits' });
		const pin = async (text: string): Promise<number> =>
			(await call(from, 'POST', 'send_otp', { ...otp, pin: text })).body.code;
		expect([await pin('1234'), await pin('12ab')]).toEqual([0, 6451000]);
		from.configure({ otpPins: 'any' });
		expect(await pin('a-b!')).toBe(0);
	});

	it.each([200, 400, 401, 403, 404, 500])('refusalStatus %d', async (refusalStatus) => {
		const from = await simulator({ refusalStatus });
		for (const [path, token, code] of [
			['numbers?limit=-1', undefined, 6451000],
			['numbers', 'wrong', 6452000],
			['nowhere', undefined, 6450001],
		] as const) {
			const reply = await call(from, 'GET', path, undefined, { token });
			expect(reply).toMatchObject({ status: refusalStatus, body: { code } });
		}
		expect((await call(from, 'GET', 'numbers')).status).toBe(200);
	});

	it('statusByCode goes before the other options', async () => {
		const from = await simulator({
			statusByCode: { 6450001: 404, 6452000: 401, 6451011: 204 },
			refusalStatus: 200,
			noRecordsStatus: 400,
			reportRows: 0,
		});
		const status = async (path: string, token?: string): Promise<number> =>
			(await call(from, 'GET', path, undefined, { token })).status;
		expect(await status('nowhere')).toBe(404);
		expect(await status('numbers', 'wrong')).toBe(401);
		expect(await status('data/sms-detail')).toBe(204);
		expect(await status('numbers?limit=-1')).toBe(200);
	});

	it('rateLimitCode', async () => {
		const from = await simulator({
			rateLimitCode: 6451013,
			rateLimitPerMinute: 1,
			rateLimitStatus: 429,
			retryAfterSeconds: 3,
		});
		await call(from, 'GET', 'numbers');
		const reply = await call(from, 'GET', 'numbers');
		expect(reply).toMatchObject({
			status: 429,
			body: { code: 6451013, message: 'Requested chat logs over the limit' },
		});
		expect(reply.headers['retry-after']).toBe('3');
	});

	it('chatLogLimit', async () => {
		const from = await simulator();
		const rows = Array.from({ length: 120 }, (_, row) => row);
		const enquiryID = idOf(
			'enquiry',
			rows.findIndex((row) => from.state.isClosed(row)),
		);
		const read = async () => await call(from, 'GET', `data/enquiry-chat?enquiryID=${enquiryID}`);
		const { length } = (await read()).body.result;
		from.configure({ chatLogLimit: length });
		expect((await read()).body.code).toBe(0);
		from.configure({ chatLogLimit: length - 1 });
		expect((await read()).body).toEqual({
			code: 6451013,
			message: 'Requested chat logs over the limit',
		});
	});

	it('guessedPaths', async () => {
		const from = await simulator({ guessedPaths: 'missing' });
		const code = async (method: string, path: string, body?: unknown): Promise<number> =>
			(await call(from, method, path, body)).body.code;
		expect(await code('POST', 'send_sms', sms)).toBe(6450001);
		expect(await code('GET', 'numbers')).toBe(6450001);
		expect(await code('DELETE', `tag/${idOf('tag', 0)}`)).toBe(6450001);
		expect(await code('POST', 'send_otp', otp)).toBe(0);
		expect(await code('GET', 'tag')).toBe(0);
		expect(from.state.sms).toHaveLength(1);
		expect(from.ledger[0]).toMatchObject({ valid: false, accepted: false });
	});

	it('paths', async () => {
		const from = await simulator({
			paths: { sendSms: 'sms', deleteLabel: 'label/{labelID}/delete' },
			guessedPaths: 'missing',
		});
		const label = idOf('label', 0);
		const code = async (method: string, path: string, body?: unknown): Promise<number> =>
			(await call(from, method, path, body)).body.code;
		expect(await code('POST', 'sms', sms)).toBe(0);
		expect(await code('POST', 'sms?x=1', sms)).toBe(6451000);
		expect(await code('POST', 'send_sms', sms)).toBe(6450001);
		expect(await code('GET', 'sms')).toBe(6450001);
		expect(await code('DELETE', `label/${label}/delete`)).toBe(0);
		expect(from.ledger[0]).toMatchObject({ operationId: 'sendSms', valid: true, accepted: true });
		expect(from.state.labels.has(label)).toBe(false);
		const other = await call(from, 'POST', 'sms', sms, { app: { appId: 'no', appToken: 'no' } });
		expect(other.body.code).toBe(6452001);
	});

	it('maximumLimit and defaultLimit', async () => {
		const from = await simulator({ maximumLimit: 20, defaultLimit: 7, reportRows: 1200 });
		const read = async (query: string): Promise<Json> =>
			(await call(from, 'GET', `data/sms-detail${query}`)).body;
		expect((await read('')).result).toHaveLength(7);
		expect((await read('?limit=20')).result).toHaveLength(20);
		expect((await read('?limit=21')).message).toBe('exceed maximum limit 20');
		from.configure({ maximumLimit: 1000 });
		expect((await read('?limit=1000')).result).toHaveLength(1000);
		expect((await read('?limit=1001')).message).toBe('exceed maximum limit 1000');
	});

	it('timeRange and maximumDays', async () => {
		const from = await simulator({ timeRange: 'required', maximumDays: 30 });
		const read = async (path: string): Promise<Json> => (await call(from, 'GET', path)).body;
		expect((await read('data/call-log')).message).toBe(
			'empty time range (missing startAt and endAt)',
		);
		expect((await read(`data/call-log?${range(30)}`)).code).toBe(0);
		expect((await read(`data/call-log?${range(31)}`)).message).toBe('Exceed maximum query day 30');
		// What the pages say about the overview stays.
		expect((await read(`data/enquiry-overview-matrix?${range(89)}`)).code).toBe(0);
		expect((await read('labels')).code).toBe(0);
	});

	it('webhookQuery', async () => {
		const subscriber = await hook();
		const url = `${subscriber.url}?subscription=call&x=1`;
		const from = await simulator({ webhookQuery: 'dropped' });
		const subscribe = async (enabled = true): Promise<Json> =>
			(await call(from, 'PATCH', 'call-event-sub', { enabled, url })).body;
		expect((await subscribe()).result).toMatchObject({ enabled: true, url: subscriber.url });
		expect(from.deliveries[0].url).toBe(subscriber.url);
		expect(from.subscriptions()[0].url).toBe(subscriber.url);
		from.configure({ webhookQuery: 'refused' });
		expect(await subscribe()).toEqual({ code: 6451000, message: 'invalid url' });
		expect((await subscribe(false)).code).toBe(0);
		from.configure({ webhookQuery: 'kept' });
		expect((await subscribe()).result.url).toBe(url);
	});

	it('subscriptionScheme', async () => {
		const from = await simulator({ subscriptionScheme: 'https' });
		const { url } = await hook();
		const reply = await call(from, 'PATCH', 'call-event-sub', { enabled: true, url });
		expect(reply.body).toEqual({ code: 6451000, message: 'invalid url' });
	});

	it.each([
		['external-contact-event-sub', false],
		['staff-contact-event-sub', false],
		['contact-event-sub', true],
		['call-event-sub', true],
	])('subscriptionUpdatedAt: %s answers it as documented: %s', async (path, isDated) => {
		const from = await simulator();
		const { url } = await hook();
		const subscribe = async (): Promise<Json> =>
			(await call(from, 'PATCH', path, { enabled: true, url })).body.result;
		expect(await subscribe()).toEqual({ enabled: true, url, updatedAt: expect.any(String) });
		from.configure({ subscriptionUpdatedAt: 'documented' });
		const result = await subscribe();
		expect(result).toMatchObject({ enabled: true, url });
		expect('updatedAt' in result).toBe(isDated);
	});

	it('destinationListTags', async () => {
		const from = await simulator();
		const read = async (): Promise<Json> => (await call(from, 'GET', 'destination')).body.result;
		const plain = await read();
		const { tags } = (await call(from, 'GET', 'tag')).body.result;
		from.configure({ destinationListTags: 'mixed' });
		expect(await read()).toEqual([...plain, ...tags]);
		from.configure({ destinationListTags: 'separate' });
		expect(await read()).toEqual({ destinations: plain, tags });
	});

	it('memberCase', async () => {
		const from = await simulator({ memberCase: 'pascal' });
		const { body } = await call(from, 'POST', 'send_sms', sms);
		expect(body).toEqual({
			code: 0,
			result: { ServiceID: expect.any(String), Status: true, TransactionID: expect.any(String) },
		});
		const list = await call(from, 'GET', 'labels?limit=1');
		expect(list.body.result.LabelList[0]).toMatchObject({ Id: expect.any(String) });
	});

	it('contentTypeOnGet', async () => {
		const from = await simulator({ contentTypeOnGet: 'required' });
		expect((await call(from, 'GET', 'numbers')).body.message).toBe(
			'Content-Type must be application/json',
		);
		const headers = { 'content-type': 'application/json' };
		expect((await call(from, 'GET', 'numbers', undefined, { headers })).body.code).toBe(0);
	});

	it('labelling and unlabelIds', async () => {
		const from = await simulator({ labelling: 'replaces', unlabelIds: 'string' });
		const [one, two] = [idOf('label', 0), idOf('label', 1)];
		const change = async (method: string, ...labelIds: string[]): Promise<Json> =>
			(await call(from, method, `inquiries/${idOf('enquiry', 0)}/labels`, { labelIds })).body
				.result;
		expect((await change('POST', one)).labelIds).toEqual([one]);
		expect((await change('POST', two)).labelIds).toEqual([two]);
		await change('POST', one, two);
		expect(await change('DELETE', two, 'gone')).toMatchObject({
			labelIds: one,
			notExistLabelIds: 'gone',
		});
		expect((await change('DELETE', one)).labelIds).toBe('');
	});

	it('contactUpdate', async () => {
		const from = await simulator({ contactUpdate: 'merges' });
		const id = idOf('contact', 0);
		const before = from.state.contacts.get(id)?.input;
		await call(from, 'PUT', `management/update_externalcontact/${id}`, { lastName: 'Other' });
		expect(from.state.contacts.get(id)?.input).toEqual({ ...before, lastName: 'Other' });
	});

	it('nameMatch', async () => {
		const from = await simulator({ nameMatch: 'exact' });
		const names = async (name: string): Promise<Json> =>
			(await call(from, 'GET', `labels?name=${name}`)).body.result?.labelList.length;
		expect([await names('vip'), await names('vi')]).toEqual([1, undefined]);
	});

	it('can be changed over the control API, numbers without end included', async () => {
		const from = await simulator({ control: true });
		const options = { refusalStatus: 404, maximumDays: 'Infinity', guessedPaths: 'missing' };
		const response = await fetch(`${from.url}/__control/options`, {
			method: 'POST',
			body: JSON.stringify(options),
		});
		expect(await response.json()).toMatchObject({ refusalStatus: 404, guessedPaths: 'missing' });
		expect(from.options.maximumDays).toBe(Infinity);
		expect((await call(from, 'GET', 'numbers')).status).toBe(404);
	});

	it('about an operation that does not exist is a mistake', async () => {
		await expect(startSimulator({ paths: { sendFax: 'fax' } })).rejects.toThrow(
			'There is no operation sendFax',
		);
	});
});
