import type { IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { CinnoxApi } from '../../../credentials/CinnoxApi.credentials.ts';

const credential = { appId: 'app/1', appToken: ' a-token ', baseUrl: 'https://api.example.com/x/' };

const authenticate = async (options: object) =>
	await (
		new CinnoxApi().authenticate as (
			data: object,
			options: object,
		) => Promise<IHttpRequestOptions & { uri?: string }>
	)(credential, { ...options });

describe('the credential', () => {
	it.each([
		{ url: '/v1/api/apps/{appID}/labels', baseURL: 'https://api.example.com/x' },
		{ url: 'https://api.example.com/x/v1/api/apps/{appID}/labels' },
		{ uri: 'https://API.example.com:443/x/v1/api/apps/{appID}/labels' },
	])('puts App ID and App Token into a request to its own host: %j', async (options) => {
		const { url, uri, headers, disableFollowRedirect } = await authenticate(options);
		expect(`${url ?? uri}`).toContain('/apps/app%2F1/labels');
		expect(headers).toEqual({ Authorization: 'Bearer a-token' });
		// A redirect would take the App Token along.
		expect(disableFollowRedirect).toBe(true);
	});

	it.each([
		{ url: 'https://example.com/' },
		{ url: 'http://api.example.com/x' },
		{ url: 'https://api.example.com:8443/x' },
		{ url: 'https://api.example.com.evil.example/x' },
		{ url: 'https://api.example.com@evil.example/x' },
		{ url: '//evil.example/x', baseURL: 'https://api.example.com/x' },
		{ url: '\\\\evil.example/x', baseURL: 'https://api.example.com/x' },
		{ url: '/x', baseURL: 'https://evil.example' },
		{ uri: 'https://evil.example/' },
		{ url: '', uri: 'https://evil.example/' },
		{ url: 'no address', baseURL: 'none either' },
	])('keeps the App Token from every other one: %j', async (options) => {
		const [refused] = await Promise.allSettled([authenticate(options)]);
		expect(refused.status).toBe('rejected');
		const { message } = (refused as PromiseRejectedResult).reason as Error;
		expect(message).toContain("only for the host of its 'Base URL'");
		expect(JSON.stringify(options)).not.toContain('a-token');
	});
});
