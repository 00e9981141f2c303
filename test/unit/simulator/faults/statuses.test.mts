import { describe, expect, it } from 'vitest';
import { FAULTS, FAULT_CASES } from '../../../simulator/index.mts';
import type { Fault } from '../../../simulator/index.mts';
import { simulator } from '../harness.mts';
import { LIST_SMS, SEND_SMS, askUnder, valuesOf } from './support.mts';

/** Statuses that have no body by the protocol, whatever is to stand in it. */
const BODILESS = [204, 304];

describe('status', () => {
	const statuses = FAULT_CASES.filter(({ kind }) => kind === 'status').map(
		({ fault }) => fault.status ?? 0,
	);

	it('covers 2xx to 5xx, those that nobody expects included', () => {
		for (const status of [202, 204, 206, 304, 418, 429, 503, 511, 599]) {
			expect(statuses).toContain(status);
		}
	});

	it.each([...new Set(statuses)])('%d with success and with refusal', async (status) => {
		const from = await simulator();
		for (const [form, text] of [
			['success', '"status":true'],
			['refusal', '"code":6451000'],
		]) {
			const { entry, ...seen } = await askUnder(from, { kind: 'status', status, form });
			expect(seen.statusLine).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
			if (BODILESS.includes(status)) expect(seen.body).toHaveLength(0);
			else expect(seen.body.toString()).toContain(text);
			// A refusal that is true: nothing took effect.
			expect(entry).toMatchObject({ status, accepted: form === 'success' });
		}
		expect(from.state.sms).toHaveLength(1);
	});

	it('with a web page, and with nothing', async () => {
		const from = await simulator();
		const page = await askUnder(from, { kind: 'status', status: 202, form: 'web page' });
		expect(page.body.toString()).toContain('<html>');
		expect(valuesOf(page, 'content-type')[0]).toContain('text/html');
		const nothing = await askUnder(from, { kind: 'status', status: 200, form: 'nothing' });
		expect(nothing.body).toHaveLength(0);
		expect(valuesOf(nothing, 'content-length')).toEqual(['0']);
	});
});

describe('retryAfter', () => {
	const seconds = (value: string): number => Math.round((Date.parse(value) - Date.now()) / 1000);

	it.each<[form: string, check: (values: string[]) => void]>([
		['one second', (values) => expect(values).toEqual(['1'])],
		['zero', (values) => expect(values).toEqual(['0'])],
		['negative', (values) => expect(values).toEqual(['-1'])],
		['exponent', (values) => expect(values).toEqual(['1e9'])],
		['thirty years', (values) => expect(values).toEqual(['1000000000'])],
		['beyond 2^53', (values) => expect(values).toEqual(['9007199254740993'])],
		['fraction', (values) => expect(values).toEqual(['0.5'])],
		['plus sign', (values) => expect(values).toEqual(['+1'])],
		['hexadecimal', (values) => expect(values).toEqual(['0x10'])],
		['spaces around', (values) => expect(values).toEqual(['1'])],
		['with a unit', (values) => expect(values).toEqual(['1 second'])],
		['date in a second', ([value]) => expect([0, 1]).toContain(seconds(value))],
		['date in an hour', ([value]) => expect(seconds(value)).toBeGreaterThan(3590)],
		['date in the past', ([value]) => expect(seconds(value)).toBeLessThan(-3500)],
		['date in the year 9999', ([value]) => expect(seconds(value)).toBeGreaterThan(1e11)],
		['date that does not exist', ([value]) => expect(Date.parse(value)).toBeNaN()],
		['ISO date', ([value]) => expect(value).toMatch(/^\d{4}-\d\d-\d\dT/)],
		['nonsense', (values) => expect(values).toEqual(['soon'])],
		['empty', (values) => expect(values).toEqual([''])],
		['a list', (values) => expect(values).toEqual(['1, 600'])],
		['two headers', (values) => expect(values).toEqual(['1', '600'])],
		['Infinity', (values) => expect(values).toEqual(['Infinity'])],
		['missing', (values) => expect(values).toEqual([])],
	])('%s', async (form, check) => {
		const from = await simulator();
		for (const status of [429, 503]) {
			const { entry, ...seen } = await askUnder(from, { kind: 'retryAfter', form, status });
			check(valuesOf(seen, 'retry-after'));
			expect(entry).toMatchObject({ status, accepted: false });
			expect(entry.code).toBe(status === 429 ? 6451010 : undefined);
		}
		expect(FAULTS.retryAfter.choices.form).toHaveLength(23);
	});

	it('takes a value of its own', async () => {
		const from = await simulator();
		const seen = await askUnder(from, { kind: 'retryAfter', retryAfter: 'tomorrow' });
		expect(valuesOf(seen, 'retry-after')).toEqual(['tomorrow']);
	});
});

describe('redirect', () => {
	const path = (appId: string): string => `/v1/api/apps/${appId}/send_sms`;

	it.each<[form: string, location: (host: string, port: string, path: string) => string]>([
		['another host', (_host, port, to) => `http://localhost:${port}${to}`],
		['another host, path only that', (_host, port) => `http://localhost:${port}/elsewhere`],
		['to http', (host, _port, to) => `http://${host}${to}`],
		['to https', (host, _port, to) => `https://${host}${to}`],
		['loop', (_host, _port, to) => to],
		['without a host', (_host, _port, to) => `${to}?moved=1`],
		['without a scheme', (_host, port, to) => `//localhost:${port}${to}`],
		['with credentials', (host, _port, to) => `http://user:password@${host}${to}`],
		['file:', () => 'file:///etc/hostname'],
		['data:', () => 'data:application/json,{"code":0}'],
		['javascript:', () => 'javascript:alert(1)'],
		['no URL', () => 'http://['],
		['empty', () => ''],
		['line break', (_host, _port, to) => `${to}%0d%0aset-cookie:a=b`],
	])('%s', async (form, location) => {
		const from = await simulator();
		const { host, port } = new URL(from.url);
		const seen = await askUnder(from, { kind: 'redirect', form });
		expect(seen.statusLine).toBe('HTTP/1.1 302 Found');
		expect(valuesOf(seen, 'location')).toEqual([location(host, port, path(from.appId))]);
		expect(seen.entry).toMatchObject({ status: 302, accepted: false });
		expect(FAULTS.redirect.choices.form).toHaveLength(14);
	});

	it.each([301, 302, 303, 307, 308])('with status %d', async (status) => {
		const from = await simulator();
		const fault: Fault = { kind: 'redirect', status, location: '/x', afterProcessing: true };
		const seen = await askUnder(from, fault);
		expect(seen.entry).toMatchObject({ status, accepted: true });
		expect(valuesOf(seen, 'location')).toEqual(['/x']);
	});

	it('shows who follows: a write that takes effect twice, and a token that travels', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'redirect', form: 'loop', status: 307, afterProcessing: true });
		await fetch(`${from.url}${path(from.appId)}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${from.appToken}`, 'content-type': 'application/json' },
			body: JSON.stringify(SEND_SMS.body),
		});
		expect(from.ledger.map(({ status, accepted }) => [status, accepted])).toEqual([
			[307, true],
			[200, true],
		]);
		expect(from.state.sms).toHaveLength(2);
		expect(from.ledger[1].tokenValid).toBe(true);

		from.faults.add({ kind: 'redirect', form: 'another host, path only that' });
		await fetch(`${from.url}/v1/api/apps/${from.appId}/numbers`, {
			headers: { authorization: `Bearer ${from.appToken}` },
		});
		const elsewhere = from.ledger.at(-1);
		expect(elsewhere).toMatchObject({ path: '/elsewhere', tokenValid: false });
		expect(elsewhere?.headers.host).toMatch(/^localhost:/);
	});

	it('goes on for ever when it is asked to', async () => {
		const from = await simulator();
		from.faults.add({ kind: 'redirect', form: 'loop', times: Infinity });
		await expect(fetch(`${from.url}/v1/api/apps/${from.appId}/numbers`)).rejects.toThrow();
		expect(from.ledger.length).toBeGreaterThan(10);
	});
});

describe('echo', () => {
	const appToken = "Tok.en-9/_a+b=c'~%Z";
	const apps = [{ appId: 'app-one', appToken }];
	const base64 = (text: string): string => Buffer.from(text, 'base64').toString();

	it.each<[form: string, decode: (text: string) => string]>([
		['plain', (text) => text],
		['percent-encoded', (text) => decodeURIComponent(text)],
		['percent-encoded, lower case', (text) => decodeURIComponent(text)],
		['percent-encoded throughout', (text) => decodeURIComponent(text)],
		['base64', base64],
		['base64 of the header', (text) => base64(text).replace('Bearer ', '')],
		['base64 with the App ID', (text) => base64(text).replace('app-one:', '')],
		['base64 at the third place', (text) => base64(text).slice(2)],
		['base64url', (text) => Buffer.from(text, 'base64url').toString()],
		['hex', (text) => Buffer.from(text, 'hex').toString()],
		['lower case', (text) => text],
		['upper case', (text) => text],
		['JSON-escaped', (text) => JSON.parse(`"${text}"`)],
		['JSON escapes throughout', (text) => JSON.parse(`"${text}"`)],
		[
			'HTML entities',
			(text) => text.replaceAll(/&#(\d+);/g, (_entity, code) => String.fromCodePoint(Number(code))),
		],
		['in a URL', (text) => decodeURIComponent(text.replace(/^.*token=/, ''))],
	])('%s', async (form, decode) => {
		const from = await simulator({ apps });
		const seen = await askUnder(from, { kind: 'echo', form });
		const { code, message } = JSON.parse(seen.body.toString());
		expect(code).toBe(6452000);
		const [upper, lower] = [appToken.toUpperCase(), appToken.toLowerCase()];
		const expected = {
			'upper case': upper,
			'lower case': lower,
			'percent-encoded, lower case': lower,
		};
		expect(decode(message)).toBe(expected[form as keyof typeof expected] ?? appToken);
		if (!['plain', 'JSON-escaped'].includes(form)) expect(message).not.toContain(appToken);
		expect(seen.entry).toMatchObject({ accepted: false, status: 400, code: 6452000 });
		expect(FAULTS.echo.choices.form).toHaveLength(16);
	});

	it.each<[where: string, find: (seen: Awaited<ReturnType<typeof askUnder>>) => unknown]>([
		['message', ({ body }) => JSON.parse(body.toString()).message],
		['body', ({ body }) => body.toString()],
		['page', ({ body }) => /<pre>(.*)<\/pre>/.exec(body.toString())?.[1]],
		['result', ({ body }) => JSON.parse(body.toString()).result.echo],
		['member name', ({ body }) => Object.keys(JSON.parse(body.toString()))[2]],
		['code', ({ body }) => JSON.parse(body.toString()).code],
		['header', (seen) => valuesOf(seen, 'x-request-token')[0]],
		['content type', (seen) => valuesOf(seen, 'content-type')[0]],
		['status line', ({ statusLine }) => statusLine.slice('HTTP/1.1 400 '.length)],
		['location', (seen) => valuesOf(seen, 'location')[0].replace(/^.*token=/, '')],
	])('in the %s', async (where, find) => {
		const from = await simulator({ apps });
		const seen = await askUnder(from, { kind: 'echo', where });
		expect(find(seen)).toBe(appToken);
		expect(FAULTS.echo.choices.where).toContain(where);
		expect(FAULTS.echo.choices.where).toHaveLength(10);
	});

	it('may lie across a place where somebody cuts', async () => {
		const from = await simulator({ apps });
		const seen = await askUnder(from, { kind: 'echo', offset: 5000 });
		const { message } = JSON.parse(seen.body.toString());
		const start = message.indexOf(appToken);
		expect(start).toBeLessThan(5000);
		expect(start + appToken.length).toBeGreaterThan(5000);
		expect(message.slice(0, 5000)).not.toContain(appToken);
	});

	it('keeps the ledger clean', async () => {
		const from = await simulator({ apps });
		await askUnder(from, { kind: 'echo' });
		expect(JSON.stringify(from.ledger)).not.toContain(appToken);
	});
});

it('the kinds of before answer as before', async () => {
	const from = await simulator();
	const expected: [Fault, number, RegExp][] = [
		[{ kind: '429' }, 429, /"code":6451010/],
		[{ kind: 'rateLimited' }, 400, /"code":6451010/],
		[{ kind: 'badService' }, 400, /"code":6451001/],
		[{ kind: 'status500' }, 500, /^Internal Server Error$/],
		[{ kind: 'status502' }, 502, /502 Bad Gateway/],
		[{ kind: 'empty204' }, 204, /^$/],
		[{ kind: 'code', code: 7210101, message: 'bad request' }, 400, /"code":7210101/],
	];
	for (const [fault, status, body] of expected) {
		const seen = await askUnder(from, fault, LIST_SMS);
		expect(seen.statusLine).toContain(` ${status} `);
		expect(seen.body.toString()).toMatch(body);
	}
});
