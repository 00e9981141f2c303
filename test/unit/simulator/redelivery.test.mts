import { describe, expect, it } from 'vitest';

import { call, hook, simulator } from './harness.mts';

const withQuery = (url: string) => ({ enabled: true, url: `${url}?subscription=call-event-sub` });

describe('the query of a URL', () => {
	it.each(['kept', 'dropped'] as const)('is %s', async (webhookQuery) => {
		const from = await simulator({ webhookQuery });
		const subscriber = await hook();
		const body = withQuery(subscriber.url);
		const reply = await call(from, 'PATCH', 'call-event-sub', body);
		const url = webhookQuery === 'kept' ? body.url : subscriber.url;
		expect(reply.body.result).toMatchObject({ enabled: true, url });
		expect(from.subscriptions()).toMatchObject([{ url }]);
		expect(from.deliveries).toMatchObject([{ challenge: true, url }]);
	});

	it('makes the URL a wrong parameter, when refused', async () => {
		const from = await simulator({ webhookQuery: 'refused' });
		const subscriber = await hook();
		const reply = await call(from, 'PATCH', 'call-event-sub', withQuery(subscriber.url));
		expect(reply.body.code).toBe(6451000);
		expect(from.subscriptions()).toEqual([]);
		const plain = { enabled: true, url: subscriber.url };
		await call(from, 'PATCH', 'call-event-sub', plain);
		expect(from.subscriptions()).toMatchObject([{ url: subscriber.url }]);
	});
});

describe('an event that is not accepted', () => {
	it('is posted again by the ladder, with the same body, until it is', async () => {
		const from = await simulator({ redeliveryDelaysMs: [0, 5, 20] });
		let refusals = 2;
		const subscriber = await hook((body, response) => {
			if (body.challenge !== 'internal') {
				response.end(JSON.stringify({ code: 0, result: { challenge: body.challenge } }));
				return;
			}
			refusals -= 1;
			response.statusCode = refusals >= 0 ? 503 : 200;
			response.end('{}');
		});
		await call(from, 'PATCH', 'call-event-sub', { enabled: true, url: subscriber.url });
		const [first] = await from.emit.call({ id: 'c1' });
		expect(first.status).toBe(503);
		await from.idle();
		const events = from.deliveries.filter(({ challenge }) => !challenge);
		expect(events.map(({ status }) => status)).toEqual([503, 503, 200]);
		expect(new Set(events.map(({ request }) => JSON.stringify(request))).size).toBe(1);
	});

	it('is given up at the end of the ladder, and not posted again without one', async () => {
		for (const [redeliveryDelaysMs, posts] of [
			[[1, 1], 3],
			[[], 1],
		] as const) {
			const from = await simulator({ redeliveryDelaysMs: [...redeliveryDelaysMs] });
			const subscriber = await hook((body, response) => {
				response.statusCode = body.challenge === 'internal' ? 500 : 200;
				response.end(JSON.stringify({ code: 0, result: { challenge: body.challenge } }));
			});
			await call(from, 'PATCH', 'call-event-sub', { enabled: true, url: subscriber.url });
			await from.emit.call();
			await from.idle();
			expect(from.deliveries.filter(({ challenge }) => !challenge)).toHaveLength(posts);
		}
	});

	it('is posted again when the answer comes late', async () => {
		const from = await simulator({ redeliveryDelaysMs: [0], eventTimeoutMs: 100 });
		let isFirst = true;
		const subscriber = await hook((body, response) => {
			const answer = JSON.stringify({ code: 0, result: { challenge: body.challenge } });
			if (body.challenge !== 'internal' || !isFirst) response.end(answer);
			else isFirst = false;
		});
		await call(from, 'PATCH', 'call-event-sub', { enabled: true, url: subscriber.url });
		await from.emit.call();
		await from.idle();
		const events = from.deliveries.filter(({ challenge }) => !challenge);
		expect(events.map(({ status }) => status)).toEqual([undefined, 200]);
	});
});
