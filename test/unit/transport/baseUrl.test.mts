import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isLoopbackHost, normaliseBaseUrl } from '../../../nodes/transport/baseUrl.ts';

describe('Base URL', () => {
	it.each([
		['https://api.example.com', 'https://api.example.com'],
		['api.example.com', 'https://api.example.com'],
		['  https://api.example.com/ ', 'https://api.example.com'],
		['https://api.example.com///', 'https://api.example.com'],
		['HTTPS://API.Example.com', 'https://api.example.com'],
		['https://api.example.com:8443/cinnox/', 'https://api.example.com:8443/cinnox'],
		['https://api.example.com/v1/api/apps/app-1', 'https://api.example.com'],
		['api.example.com/v1/api/', 'https://api.example.com'],
		['localhost:3000', 'http://localhost:3000'],
		['127.0.0.1:3000/', 'http://127.0.0.1:3000'],
		['http://[::1]:3000', 'http://[::1]:3000'],
		['https://例え.example', 'https://xn--r8jz45g.example'],
	])('%j is %s', (typed, url) => {
		expect(normaliseBaseUrl(typed)).toBe(url);
	});

	it.each([
		['', "'Base URL' is empty"],
		['   ', "'Base URL' is empty"],
		[undefined, "'Base URL' is empty"],
		[7, "'Base URL' is empty"],
		['https://', "'Base URL' has no valid host"],
		['https:///path', undefined],
		['http://', "'Base URL' has no valid host"],
		['two words', "'Base URL' has no valid host"],
		['ftp://api.example.com', "'Base URL' starts with ftp:// instead of https://"],
		['file:///etc/passwd', "'Base URL' starts with file:// instead of https://"],
		['https://me:secret@api.example.com', "'Base URL' holds more than a host"],
		['https://api.example.com?x=1', "'Base URL' holds more than a host"],
		['https://api.example.com/#x', "'Base URL' holds more than a host"],
		['http://api.example.com', "'Base URL' starts with http://"],
		['http://localhost.example.com', "'Base URL' starts with http://"],
		['http://127.0.0.1.example.com', "'Base URL' starts with http://"],
	])('refuses %j', (typed, message) => {
		// The URL standard reads https:///path as a host named path.
		if (message === undefined) expect(normaliseBaseUrl(typed)).toBe('https://path');
		else expect(() => normaliseBaseUrl(typed)).toThrow(message);
	});

	it('may be unencrypted for another host where the credential allows it', () => {
		expect(normaliseBaseUrl('http://cinnox.internal', true)).toBe('http://cinnox.internal');
		expect(() => normaliseBaseUrl('ftp://cinnox.internal', true)).toThrow('instead of https://');
	});

	it('comes out the same when it goes in again, and leads nowhere but to http(s)', () => {
		const typed = fc.oneof(
			fc.webUrl({ withFragments: true, withQueryParameters: true }),
			fc
				.tuple(fc.domain(), fc.constantFrom('', '/', '/v1/api', '/a/b/'))
				.map((parts) => parts.join('')),
			fc.string(),
			fc.string({ unit: 'binary' }),
		);
		fc.assert(
			fc.property(typed, fc.boolean(), (text, allowHttp) => {
				let url: string;
				try {
					url = normaliseBaseUrl(text, allowHttp);
				} catch (error) {
					expect((error as Error).message).toContain("'Base URL'");
					return;
				}
				expect(normaliseBaseUrl(url, allowHttp)).toBe(url);
				const { protocol, hostname } = new URL(url);
				expect(url).toMatch(/[^/]$/);
				expect(protocol === 'https:' || allowHttp || isLoopbackHost(hostname)).toBe(true);
			}),
		);
	});
});
