import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Emitters } from '../../simulator/index.mts';
import { call, echoChallenge, hook, send, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';
import { freePort } from '../../support/loopback.mts';

const subscribe = (url: string) => ({ enabled: true, url });

describe('subscribing', () => {
	it('challenges the URL while the request is pending', async () => {
		const from = await simulator();
		let subscribedDuringChallenge = -1;
		const subscriber = await hook((body, response) => {
			subscribedDuringChallenge = from.subscriptions().length;
			echoChallenge(body, response);
		});
		const reply = await call(from, 'PATCH', 'inbound-sms-event-sub', subscribe(subscriber.url));

		expect(subscribedDuringChallenge).toBe(0);
		expect(subscriber.received).toEqual([{ challenge: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
		const updatedAt = expect.stringMatching(/^2026-01-31T12:00:\d\d\.\d{3}Z$/);
		expect(reply.body).toEqual({
			code: 0,
			result: { enabled: true, url: subscriber.url, updatedAt },
		});
		expect((await call(from, 'GET', 'event-hooks')).body.result).toEqual([
			{
				event: 'inbound-sms',
				path: 'inbound-sms-event-sub',
				enabled: true,
				url: subscriber.url,
				updatedAt,
			},
		]);
		expect(from.deliveries).toMatchObject([
			{
				challenge: true,
				event: 'inbound-sms',
				url: subscriber.url,
				status: 200,
				appId: from.appId,
			},
		]);
	});

	it('takes another challenge for each attempt', async () => {
		const from = await simulator();
		const subscriber = await hook();
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		expect(subscriber.received[0]).not.toEqual(subscriber.received[1]);
		expect(from.subscriptions()).toHaveLength(1);
	});

	it.each<[string, (body: Json, response: Json) => void]>([
		[
			'another challenge',
			(_body, response) => send(response, { code: 0, result: { challenge: 'x' } }),
		],
		['another code', (body, response) => send(response, { code: 1, result: body })],
		['a challenge beside the code', (body, response) => send(response, { code: 0, ...body })],
		['a failure status', (body, response) => send(response, { code: 0, result: body }, 500)],
		['no JSON', (_body, response) => response.end('<html></html>')],
		['JSON that is no object', (_body, response) => send(response, null)],
		['nothing in time', () => undefined],
		['a broken connection', (_body, response) => response.destroy()],
	])(
		'says enabled false and keeps the former URL when the URL answers with %s',
		async (_name, answer) => {
			const from = await simulator({ challengeTimeoutMs: 100 });
			const former = await hook();
			const wrong = await hook(answer);
			await call(from, 'PATCH', 'call-event-sub', subscribe(former.url));

			const reply = await call(from, 'PATCH', 'call-event-sub', subscribe(wrong.url));

			expect(reply).toMatchObject({
				status: 200,
				body: { code: 0, result: { enabled: false, url: wrong.url } },
			});
			expect(from.subscriptions()).toMatchObject([{ event: 'call', url: former.url }]);
		},
	);

	it('says enabled false when nobody listens', async () => {
		const from = await simulator();
		const port = await freePort();
		const reply = await call(
			from,
			'PATCH',
			'call-event-sub',
			subscribe(`http://127.0.0.1:${port}/`),
		);
		expect(reply.body.result.enabled).toBe(false);
		expect(from.deliveries[0].error).toContain('ECONNREFUSED');
	});

	it.each([
		'https://example.com/hook',
		'http://192.0.2.1/',
		'http://localhost.example.com/',
		'ftp://127.0.0.1/',
	])('never posts to %s', async (url) => {
		const from = await simulator();
		const reply = await call(from, 'PATCH', 'call-event-sub', subscribe(url));
		expect(reply.body.result.enabled).toBe(false);
		expect(from.deliveries[0].error).toMatch(/not on this machine|no protocol/);
		expect(from.subscriptions()).toEqual([]);
	});

	it('answers other requests while a challenge is pending', async () => {
		const from = await simulator();
		let release = (): void => undefined;
		const subscriber = await hook((body, response) => {
			release = () => echoChallenge(body, response);
		});
		const pending = call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		await expect.poll(() => subscriber.received.length).toBe(1);
		expect((await call(from, 'GET', 'language')).status).toBe(200);
		release();
		expect((await pending).body.result.enabled).toBe(true);
		expect(from.ledger[1].concurrent).toBe(2);
	});

	it('keeps one URL per event type and App', async () => {
		const apps = [
			{ appId: 'one', appToken: '1' },
			{ appId: 'two', appToken: '2' },
		];
		const from = await simulator({ apps });
		const hooks = [await hook(), await hook(), await hook()];
		await call(from, 'PATCH', 'call-event-sub', subscribe(hooks[0].url), { app: apps[0] });
		await call(from, 'PATCH', 'call-event-sub', subscribe(hooks[1].url), { app: apps[0] });
		await call(from, 'PATCH', 'call-event-sub', subscribe(hooks[2].url), { app: apps[1] });
		await call(from, 'PATCH', 'inquiry-event-sub', subscribe(hooks[0].url), { app: apps[0] });
		expect(from.subscriptions('one').map(({ event, url }) => [event, url])).toEqual([
			['call', hooks[1].url],
			['inquiry', hooks[0].url],
		]);
		expect(from.subscriptions('two').map(({ url }) => url)).toEqual([hooks[2].url]);

		await from.emit.call();
		expect(hooks.map(({ received }) => received.filter(({ message }) => message).length)).toEqual([
			0, 1, 1,
		]);
		await from.emit.call({}, { appId: 'two' });
		expect(hooks.map(({ received }) => received.filter(({ message }) => message).length)).toEqual([
			0, 1, 2,
		]);
	});

	it('ends with enabled false, without a challenge', async () => {
		const from = await simulator();
		const subscriber = await hook();
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		const reply = await call(from, 'PATCH', 'call-event-sub', {
			enabled: false,
			url: subscriber.url,
		});
		expect(reply.body.result).toMatchObject({ enabled: false, url: subscriber.url });
		expect(from.subscriptions()).toEqual([]);
		expect(await from.emit.call()).toEqual([]);
		expect(subscriber.received).toHaveLength(1);
	});
});

describe('events', () => {
	const document = load(
		readFileSync(new URL('../../../api/cinnox-open-api.yaml', import.meta.url), 'utf8'),
	) as Record<string, Json>;
	const ajv = new Ajv2020({ strict: false });
	(addFormats as unknown as (target: unknown) => void)(ajv);
	ajv.addSchema(document, 'cinnox');

	const EVENTS: [name: Exclude<keyof Emitters, 'raw'>, path: string, webhook: string][] = [
		['inboundSms', 'inbound-sms-event-sub', 'inboundSmsEvent'],
		['outboundSms', 'outbound-sms-event-sub', 'outboundSmsEvent'],
		['call', 'call-event-sub', 'callEvent'],
		['enquiry', 'inquiry-event-sub', 'enquiryEvent'],
		['recording', 'recording-event-sub', 'recordingFileEvent'],
		['conference', 'conference-event-sub', 'conferenceCallEvent'],
		['externalContact', 'external-contact-event-sub', 'externalContactEvent'],
		['staffContact', 'staff-contact-event-sub', 'staffContactEvent'],
		['contact', 'contact-event-sub', 'contactEvent'],
		['label', 'label-event-sub', 'labelEvent'],
		['enquiryLabel', 'inquiry-label-event-sub', 'enquiryLabelEvent'],
	];

	it.each(EVENTS)(
		'%s is posted as documented, with its fields replaceable',
		async (name, path, webhook) => {
			const from = await simulator();
			const subscriber = await hook();
			await call(from, 'PATCH', path, subscribe(subscriber.url));
			const deliveries = await from.emit[name]();
			await from.emit[name]({ ownField: 'x' });

			expect(deliveries).toMatchObject([
				{ status: 200, body: { code: 0 }, challenge: false, url: subscriber.url },
			]);
			expect(subscriber.received).toHaveLength(3);
			const [, event, changed] = subscriber.received;
			const pointer = `cinnox#/webhooks/${webhook}/post/requestBody/content/application~1json/schema`;
			const validate = ajv.compile({ $ref: pointer });
			expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
			expect((changed.message ?? changed).ownField).toBe('x');
			expect(from.deliveries.slice(1)).toHaveLength(2);
		},
	);

	it('name things that can be looked up', async () => {
		const from = await simulator();
		const subscriber = await hook();
		for (const path of ['recording', 'inquiry', 'external-contact']) {
			await call(from, 'PATCH', `${path}-event-sub`, subscribe(subscriber.url));
		}
		await from.emit.recording();
		await from.emit.enquiry();
		await from.emit.externalContact();
		const [recording, enquiry, contact] = subscriber.received.slice(3);
		const files = await call(from, 'GET', `data/recording-file?callID=${recording.message.id}`);
		expect(files.status).toBe(200);
		const { body } = await call(from, 'GET', 'data/enquiry-detail');
		expect(body.result.map(({ inquiry }: Json) => inquiry)).toContain(enquiry.eid);
		const people = await call(from, 'GET', 'contacts/extcontact-list');
		expect(people.body.result.map(({ id }: Json) => id)).toContain(contact.message.id);
	});

	it('carry a challenge without being a handshake, and leave the parties out when a call ends', async () => {
		const from = await simulator();
		const subscriber = await hook();
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		await from.emit.call({ id: 'c1' });
		await from.emit.call({ id: 'c1', status: 'CallEnd' });
		const [, start, end] = subscriber.received;
		expect(start).toMatchObject({
			type: 'message',
			challenge: 'internal',
			message: { id: 'c1', status: 'CallStart' },
		});
		expect(start.message.callees).toHaveLength(1);
		expect(end.message).toEqual({
			id: 'c1',
			status: 'CallEnd',
			serviceId: 'harbourvine.cinnox.com',
		});
	});

	it('can be any bytes', async () => {
		const from = await simulator();
		const subscriber = await hook();
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		await from.emit.raw('call', '{"not', { contentType: 'text/plain', headers: { 'x-a': 'b' } });
		await from.emit.raw('call-event-sub', { a: 1 });
		expect(subscriber.received.slice(1)).toEqual(['{"not', { a: 1 }]);
	});

	it('say how the subscriber failed', async () => {
		const from = await simulator({ eventTimeoutMs: 50 });
		let broken = false;
		const subscriber = await hook((body, response) =>
			broken ? undefined : echoChallenge(body, response),
		);
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		broken = true;
		const [delivery] = await from.emit.call();
		expect(delivery.error).toContain('timeout');
		expect(delivery.status).toBeUndefined();
	});

	it('follow from writing contacts and labels', async () => {
		const from = await simulator();
		const subscriber = await hook();
		for (const path of ['external-contact', 'contact', 'label', 'inquiry-label']) {
			await call(from, 'PATCH', `${path}-event-sub`, subscribe(subscriber.url));
		}
		const created = await call(from, 'POST', 'management/create_externalcontact', {
			firstName: 'Ada',
		});
		const [label] = from.state.labels.keys();
		const inquiry = String(from.state.enquiries.at(0).inquiry);
		await call(from, 'POST', `inquiries/${inquiry}/labels`, { labelIds: [label] });
		await call(from, 'DELETE', `labels/${label}`);
		await from.idle();
		const messages = from.deliveries.filter(({ challenge }) => !challenge);
		expect(messages.map(({ event }) => event).sort()).toEqual([
			'contact',
			'external-contact',
			'inquiry-label',
			'label',
		]);
		expect(messages.find(({ event }) => event === 'contact')?.request).toMatchObject({
			message: { status: 'create', id: created.body.result.id, fullName: 'Ada' },
		});
	});

	it('can be awaited', async () => {
		const from = await simulator();
		const subscriber = await hook();
		await call(from, 'PATCH', 'call-event-sub', subscribe(subscriber.url));
		const future = from.waitForDelivery(({ challenge }) => !challenge);
		void from.emit.call();
		expect((await future).event).toBe('call');
		expect((await from.waitForDelivery(({ challenge }) => challenge)).event).toBe('call');
		expect((await from.waitForRequest(({ method }) => method === 'PATCH')).status).toBe(200);
		await expect(from.waitForRequest(() => false, 10)).rejects.toThrow('within 10 ms');
	});
});
