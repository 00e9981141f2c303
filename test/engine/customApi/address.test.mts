import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readAddress } from '../../../nodes/Cinnox/resources/customApi/address.ts';

const BASE_URL = 'https://api.example.com/open';

describe('the address of a custom call', () => {
	it.each([
		['labels', '/v1/api/apps/{appID}/labels'],
		['/labels/1', '/v1/api/apps/{appID}/labels/1'],
		['/v1/api/apps/{appID}/labels', '/v1/api/apps/{appID}/labels'],
		['v1/other', '/v1/other'],
		['v12/other', '/v1/api/apps/{appID}/v12/other'],
		[`${BASE_URL}/v1/api/apps/a/labels`, '/v1/api/apps/a/labels'],
		['labels/a%20b', '/v1/api/apps/{appID}/labels/a%20b'],
	])('is found for %s', (written, url) => {
		expect(readAddress(written, BASE_URL)).toEqual({ url, qs: {} });
	});

	it('may carry its query', () => {
		expect(readAddress('labels?name=a%26b&id=1&id=2&__proto__=x', BASE_URL).qs).toEqual(
			Object.fromEntries([
				['name', 'a&b'],
				['id', ['1', '2']],
				['__proto__', 'x'],
			]),
		);
	});

	it.each([
		'https://evil.example/v1/api',
		'https://api.example.com.evil.example/open/v1',
		'https://api.example.com@evil.example/open/v1',
		'https://user:pass@api.example.com/open/v1',
		'http://api.example.com/open/v1',
		'https://api.example.com:8443/open/v1',
		'https://api.example.com/openx/v1',
		'https://api.example.com/other/v1',
		'https:evil.example/v1',
		'file:///etc/passwd',
		'javascript:alert(1)',
	])('is refused where it leads away: %s', (written) => {
		expect(() => readAddress(written, BASE_URL)).toThrow(
			"'Path' leads away from the Base URL of the credential",
		);
	});

	it.each([
		'//evil.example/v1',
		'/\\evil.example',
		'labels/../../../admin',
		'labels/%2e%2e/admin',
		'labels/%2E./admin',
		'labels/..%2fadmin',
		'labels/%252e%252e/admin',
		'labels/%',
		'labels/.',
		'la bels',
		'labels#x',
		`${BASE_URL}/v1/../admin`,
		`${BASE_URL}/admin`,
		`${BASE_URL}//evil`,
	])('is refused where it climbs or is no path: %s', (written) => {
		expect(() => readAddress(written, BASE_URL)).toThrow(/^'Path' /);
	});

	it('never leaves the API, whatever is written', () => {
		const piece = fc.constantFrom(
			'/',
			'..',
			'.',
			'%2e',
			'%2f',
			'\\',
			'@',
			':',
			'//',
			'v1',
			'a',
			'?',
			'https:',
			'evil.example',
		);
		const written = fc.oneof(
			fc.string(),
			fc.array(piece).map((pieces) => pieces.join('')),
		);
		fc.assert(
			fc.property(written, (text) => {
				let url: string;
				try {
					({ url } = readAddress(text, BASE_URL));
				} catch (error) {
					expect((error as Error).message).toMatch(/^'Path' /);
					return;
				}
				const resolved = new URL(`${BASE_URL}${url}`);
				expect(resolved.origin).toBe('https://api.example.com');
				expect(decodeURIComponent(resolved.pathname)).toMatch(/^\/open\/v1(\/|$)/);
			}),
			{ numRuns: 2_000 },
		);
	});
});
