import { describe, expect, it } from 'vitest';
import { NUMBERS, idOf, segmentCount } from '../../simulator/index.mts';
import { call, echoChallenge, hook, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';

const senderNumber = NUMBERS[0].number;
const apps = [
	{ appId: 'one', appToken: '1' },
	{ appId: 'two', appToken: '2' },
];

const send = (recipientNumbers: string[], text = 'Hello') => ({
	senderNumber,
	recipientNumbers,
	text,
});

describe('send_sms', () => {
	it('answers one recipient with an object', async () => {
		const from = await simulator();
		const reply = await call(from, 'POST', 'send_sms', send(['85291234567']));
		expect(reply.body).toEqual({
			code: 0,
			result: {
				serviceID: 'harbourvine.cinnox.com',
				status: true,
				transactionID: from.state.sms[0].transactionID,
			},
		});
	});

	it('answers several recipients with a list that tells them apart', async () => {
		const from = await simulator();
		const { body } = await call(from, 'POST', 'send_sms', send(['85291234567', '+6581234567']));
		expect(body.result).toHaveLength(2);
		expect(body.result[1]).toMatchObject({ status: true, recipientNumber: '6581234567' });
		expect(new Set(body.result.map(({ transactionID }: Json) => transactionID)).size).toBe(2);
		expect(from.state.sms.map(({ recipientNumber, text }) => [recipientNumber, text])).toEqual([
			['85291234567', 'Hello'],
			['6581234567', 'Hello'],
		]);
	});

	it.each([
		['one text', '85291234567'],
		['a list', ['85291234567']],
	])('takes recipientNumber as %s too', async (_name, recipientNumber) => {
		const from = await simulator();
		await call(from, 'POST', 'send_sms', { senderNumber, recipientNumber, text: 'Hi' });
		expect(from.state.sms).toMatchObject([{ recipientNumber: '85291234567' }]);
	});

	it.each(['abc', '852-9123', '0912345678', '', '123'])(
		'sends nothing when one recipient is %o',
		async (bad) => {
			const from = await simulator();
			const reply = await call(from, 'POST', 'send_sms', send(['85291234567', bad]));
			expect(reply.body).toEqual({ code: 7210104, message: 'RecipientNumber Invalid format' });
			expect(from.state.sms).toEqual([]);
			expect(from.ledger[0].accepted).toBe(false);
		},
	);

	it('does not send from a number that can only call', async () => {
		const from = await simulator();
		const callsOnly = NUMBERS.find(({ supportSMS }) => !supportSMS)?.number;
		const body = { ...send(['85291234567']), senderNumber: callsOnly };
		expect((await call(from, 'POST', 'send_sms', body)).body.message).toBe('Invalid senderNumber');
	});

	it('shows in the SMS report, newest first', async () => {
		const from = await simulator();
		await call(from, 'POST', 'send_sms', send(['85291234567'], 'first'));
		await call(from, 'POST', 'send_sms', send(['85291239999'], 'second'));
		await from.idle();
		const { body } = await call(from, 'GET', 'data/sms-detail?limit=3');
		expect(body.result.map(({ text }: Json) => text).slice(0, 2)).toEqual(['second', 'first']);
		expect(body.result[0]).toMatchObject({
			id: from.state.sms[1].transactionID,
			sender: Number(senderNumber),
			recipient: 85291239999,
			carrierStatus: 'Undelivered',
			usage: 'openAPI-sms',
		});
		expect(body.result[1]).toMatchObject({
			sender: `+${senderNumber}`,
			carrierStatus: 'Delivered',
		});
	});
});

describe('send_otp', () => {
	const otp = {
		senderNumber: 'HVCODE',
		recipientNumber: '85291234567',
		text: 'Code %s.',
		pin: 'a$&1',
	};

	it('sends the text with the PIN inside', async () => {
		const from = await simulator({ otpPins: 'any' });
		await call(from, 'POST', 'send_otp', otp);
		expect(from.state.sms).toMatchObject([
			{ text: 'Code a$&1.', pin: 'a$&1', usage: 'openAPI-otp', senderNumber: 'HVCODE' },
		]);
	});

	it('takes sender IDs only, as documented', async () => {
		const from = await simulator({ otpPins: 'any' });
		const reply = await call(from, 'POST', 'send_otp', { ...otp, senderNumber });
		expect(reply.body).toEqual({ code: 6451000, message: 'Invalid senderNumber' });
	});

	it('wants a place for the PIN', async () => {
		const from = await simulator();
		const reply = await call(from, 'POST', 'send_otp', { ...otp, text: 'Code' });
		expect(reply.body.message).toBe('invalid text: must match pattern "%s"');
		expect(from.state.sms).toEqual([]);
	});
});

describe('status notifications', () => {
	it.each([
		['85291234567', 'Delivered', '', ''],
		['85291239999', 'Undelivered', '400', 'sms delivery failed'],
		['85291230000', 'Rejected', '400', 'sms send failed'],
	])(
		'of an SMS to %s say Submitted, then %s',
		async (recipient, status, ResponseCode, Exception) => {
			const from = await simulator({ deliveryDelayMs: 5 });
			const subscriber = await hook();
			await call(from, 'PATCH', 'outbound-sms-event-sub', { enabled: true, url: subscriber.url });
			await call(from, 'POST', 'send_sms', send([recipient]));
			await from.idle();
			const fields = {
				Type: 'tdr',
				AppID: from.appId,
				ServiceID: 'harbourvine.cinnox.com',
				TransactionID: from.state.sms[0].transactionID,
				RecipientNumber: Number(recipient),
				RecipientCountry: 'HK',
			};
			expect(subscriber.received.slice(1)).toEqual([
				{ ...fields, ResponseCode: '', Status: 'Submitted', Exception: '' },
				{ ...fields, ResponseCode, Status: status, Exception },
			]);
			expect(from.state.sms[0].status).toBe(status);
		},
	);

	it('come for one-time passwords, and under the former subscription too', async () => {
		const from = await simulator();
		const subscriber = await hook();
		await call(from, 'PATCH', 'tdr-event-sub', { enabled: true, url: subscriber.url });
		const otp = { senderNumber: 'HVCODE', recipientNumber: '85291234567', text: '%s', pin: '1' };
		await call(from, 'POST', 'send_otp', otp);
		await from.idle();
		expect(subscriber.received.slice(1).map(({ Status }) => Status)).toEqual([
			'Submitted',
			'Delivered',
		]);
	});

	it('go to the App that sent the SMS', async () => {
		const from = await simulator({ apps });
		const [one, two] = [await hook(), await hook()];
		await call(
			from,
			'PATCH',
			'outbound-sms-event-sub',
			{ enabled: true, url: one.url },
			{ app: apps[0] },
		);
		await call(
			from,
			'PATCH',
			'outbound-sms-event-sub',
			{ enabled: true, url: two.url },
			{ app: apps[1] },
		);
		await call(from, 'POST', 'send_sms', send(['85291234567']), { app: apps[1] });
		await from.idle();
		expect(one.received).toHaveLength(1);
		expect(two.received.slice(1)).toMatchObject([{ AppID: 'two' }, { AppID: 'two' }]);
	});

	it('of an SMS sent before a reset are not reported or recorded after it', async () => {
		const from = await simulator({ deliveryDelayMs: 0 });
		let release = (): void => undefined;
		const subscriber = await hook((body, response) => {
			if (body.Status === undefined) echoChallenge(body, response);
			else release = () => echoChallenge(body, response);
		});
		const subscription = { enabled: true, url: subscriber.url };
		await call(from, 'PATCH', 'outbound-sms-event-sub', subscription);
		await call(from, 'POST', 'send_sms', send(['85291234567']));
		await expect.poll(() => subscriber.received.length).toBe(2);
		from.reset();
		await call(from, 'PATCH', 'outbound-sms-event-sub', subscription);
		release();
		await from.idle();
		expect(from.deliveries.map(({ challenge }) => challenge)).toEqual([true]);
		expect(subscriber.received.map(({ Status }) => Status)).toEqual([
			undefined,
			'Submitted',
			undefined,
		]);
	});

	it('wait for the subscriber: the final status never overtakes Submitted', async () => {
		const from = await simulator({ deliveryDelayMs: 0 });
		const subscriber = await hook((body, response) => {
			setTimeout(() => echoChallenge(body, response), body.Status === 'Submitted' ? 40 : 0);
		});
		await call(from, 'PATCH', 'outbound-sms-event-sub', { enabled: true, url: subscriber.url });
		await call(from, 'POST', 'send_sms', send(['85291234567']));
		await from.idle();
		expect(from.deliveries.slice(1).map(({ request }: Json) => request.Status)).toEqual([
			'Submitted',
			'Delivered',
		]);
	});
});

describe('other sends', () => {
	it('puts messages into the conversation of the room', async () => {
		const from = await simulator();
		const index = Array.from({ length: 120 }, (_, row) => row).findIndex((row) =>
			from.state.isClosed(row),
		);
		const enquiryID = idOf('enquiry', index);
		const before = await call(from, 'GET', `data/enquiry-chat?enquiryID=${enquiryID}`);
		await call(from, 'POST', 'message-push', {
			roomID: idOf('room', index),
			senderEID: idOf('staff', 0),
			messages: [
				{ type: 'text', text: 'One' },
				{ type: 'text', text: 'Two' },
			],
		});
		const after = await call(from, 'GET', `data/enquiry-chat?enquiryID=${enquiryID}`);
		expect(after.body.result.slice(0, -2)).toEqual(before.body.result);
		expect(after.body.result.slice(-2)).toMatchObject([
			{ msgText: 'One', fromEID: idOf('staff', 0), seq: before.body.result.length + 1 },
			{ msgText: 'Two', seq: before.body.result.length + 2 },
		]);
		expect(from.state.messages.map(({ text }) => text)).toEqual(['One', 'Two']);
	});

	it('answers a WhatsApp password with a correlation ID', async () => {
		const from = await simulator();
		const body = { sourceId: '85230018000@WHATSAPP', templateId: 't', target: '+85291234567' };
		const reply = await call(from, 'POST', 'general/operate/send-whatsapp-message', body);
		expect(reply.body).toEqual({ code: 0, result: { cid: from.state.whatsApp[0].cid } });
		expect(from.state.whatsApp[0]).toMatchObject(body);
	});
});

it.each([
	['a'.repeat(160), 1],
	['a'.repeat(161), 2],
	['a'.repeat(306), 2],
	['a'.repeat(307), 3],
	['好'.repeat(70), 1],
	['a'.repeat(70) + '好', 2],
	['好'.repeat(134), 2],
	['好'.repeat(135), 3],
])('counts segments (%#)', (text, segments) => {
	expect(segmentCount(text)).toBe(segments);
});
