import { describe, expect, it } from 'vitest';

import {
	addressOf,
	readEndpointPaths,
	rememberAddress,
} from '../../../nodes/transport/addresses.ts';
import type { Account } from '../../../nodes/transport/account.ts';
import { API_ROOT, GUESSES, nameOf } from '../../../nodes/transport/guesses.ts';

let accounts = 0;
const account = (endpointPaths: unknown = {}): Account =>
	({ key: `account ${accounts++}`, endpointPaths: readEndpointPaths(endpointPaths) }) as Account;

const [sendSms] = GUESSES;
const label = GUESSES.find(({ path }) => path === 'labels/{labelID}')!;
const ours = { method: 'POST', url: `${API_ROOT}send_sms` } as const;
const other = `${API_ROOT}sms`;

describe('where a request goes', () => {
	it('is as written where nothing else is known', () => {
		expect(addressOf(account(), ours)).toBe(ours.url);
	});

	it("is the credential's address in place of a guess, of that method only", () => {
		const own = account({ [nameOf(sendSms)]: other });
		expect(addressOf(own, ours)).toBe(other);
		expect(addressOf(own, { ...ours, method: 'GET' })).toBe(ours.url);
		expect(addressOf(own, { ...ours, url: `${ours.url}/x` })).toBe(`${ours.url}/x`);
	});

	it('is as written where a person wrote it', () => {
		const own = account({ [nameOf(sendSms)]: other });
		expect(addressOf(own, { ...ours, isAsWritten: true })).toBe(ours.url);
	});

	it('keeps what stands in the place of names, as it was encoded', () => {
		const own = account({ [nameOf(label)]: `${API_ROOT}label/{labelID}` });
		const url = (id: string) => `${API_ROOT}labels/${id}`;
		expect(addressOf(own, { method: 'DELETE', url: url('a%2Fb$&') })).toBe(
			`${API_ROOT}label/a%2Fb$&`,
		);
		expect(addressOf(own, { method: 'DELETE', url: url('') })).toBe(url(''));
	});

	it('is what was found out for the account, below what the credential says', () => {
		const own = account();
		rememberAddress(own, sendSms, other);
		expect(addressOf(own, ours)).toBe(other);
		expect(addressOf(account(), ours)).toBe(ours.url);
		const endpointPaths = readEndpointPaths({ [nameOf(sendSms)]: '/v2/sms/{appID}' });
		expect(addressOf({ ...own, endpointPaths }, ours)).toBe('/v2/sms/{appID}');
		rememberAddress(own, sendSms, undefined);
		expect(addressOf(own, ours)).toBe(ours.url);
	});

	it('is forgotten for the account that was looked at first, once there are too many', () => {
		const first = account();
		rememberAddress(first, sendSms, other);
		const others = Array.from({ length: 200 }, () => account());
		for (const one of others) rememberAddress(one, sendSms, other);
		expect(addressOf(first, ours)).toBe(ours.url);
		expect(addressOf(others[0], ours)).toBe(other);
	});
});

describe('Endpoint Paths of the credential', () => {
	it.each([
		undefined,
		null,
		'',
		'  ',
		'{}',
		{},
		'{"POST send_sms": null}',
		{ 'POST send_sms': '' },
	])('%j sets nothing', (value) => {
		expect(readEndpointPaths(value).size).toBe(0);
	});

	it.each([
		{ [nameOf(sendSms)]: other },
		JSON.stringify({ 'POST send_sms': other }),
		{ ' post  send_sms ': other },
	])('%j sets one', (value) => {
		expect([...readEndpointPaths(value)]).toEqual([[nameOf(sendSms), other]]);
	});

	it.each([
		['{', 'does not hold a JSON object'],
		['[]', 'does not hold a JSON object'],
		[7, 'does not hold a JSON object'],
		[{ 'GET labels': other }, '"GET labels", which is no address that this node guesses'],
		[{ send_sms: other }, '"send_sms"'],
		[{ constructor: other }, '"constructor"'],
		[{ 'POST send_sms': 'sms' }, 'no address for it'],
		[{ 'POST send_sms': 7 }, 'no address for it'],
		[{ 'POST send_sms': '//evil.example/sms' }, 'no address for it'],
		[{ 'POST send_sms': '/v1/api/apps/../sms/{appID}' }, 'no address for it'],
		[{ 'POST send_sms': '/v1/sms' }, 'no address for it'],
		[{ 'POST send_sms': `${API_ROOT}{room}` }, 'no address for it'],
		[{ 'DELETE labels/{labelID}': `${API_ROOT}label` }, 'no address for it'],
	])('%j is refused', (value, message) => {
		expect(() => readEndpointPaths(value)).toThrow(message);
		expect(() => readEndpointPaths(value)).toThrow("'Endpoint Paths' in the credential");
	});

	it('of a megabyte of names is refused at the first', () => {
		const names = Object.fromEntries(
			Array.from({ length: 50_000 }, (_, index) => [`POST x${index}`, other]),
		);
		const long = { [`POST ${' '.repeat(1_000_000)}`]: other };
		const begin = performance.now();
		expect(() => readEndpointPaths(JSON.stringify(names))).toThrow('"POST x0"');
		expect(() => readEndpointPaths(long)).toThrow('no address that this node guesses');
		expect(performance.now() - begin).toBeLessThan(1_000);
	});
});
