import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

import type * as n8nCore from 'n8n-core';
import type { ICredentialsDecrypted, ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test } from 'vitest';

import { credentialOf, getNodeType } from '../harness.mts';
import { onlyRequest, sent, useSimulator } from '../support.mts';

const { CredentialTestContext } = createRequire(import.meta.url)('n8n-core') as typeof n8nCore;

const current = useSimulator();
const servers: Server[] = [];

afterEach(async () => {
	await Promise.all(
		servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
	);
});

/** Some other server, in place of CINNOX. */
async function serve(listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a person sees after Save in the credential's dialogue. */
async function check(changes: IDataObject = {}) {
	const test = getNodeType('cinnox').methods?.credentialTest?.cinnoxApiTest;
	const credential = {
		id: '1',
		name: 'CINNOX',
		type: 'cinnoxApi',
		data: credentialOf(current(), changes),
	};
	const result = await test?.call(
		new CredentialTestContext() as unknown as ICredentialTestFunctions,
		credential as ICredentialsDecrypted,
	);
	expect(result?.message).not.toContain(current().appToken);
	return result;
}

describe('the test of a credential', () => {
	test('succeeds with one cheap documented read', async () => {
		expect(await check()).toEqual({ status: 'OK', message: 'Connection successful!' });
		const { method, operationId, query, tokenValid } = onlyRequest(current());
		expect([method, operationId, query, tokenValid]).toEqual([
			'GET',
			'listLabels',
			{ limit: '1' },
			true,
		]);
	});

	test('succeeds for an account without any label', async () => {
		current().state.labels.clear();
		expect(await check()).toMatchObject({ status: 'OK' });
	});

	test('forgives what comes along when copying', async () => {
		const { appId, appToken, url } = current();
		expect(
			await check({
				appId: ` ${appId}\n`,
				appToken: `${appToken} `,
				baseUrl: `${url.replace('http://', '')}/v1/api/apps/${appId}/`,
			}),
		).toMatchObject({ status: 'OK' });
	});

	test.each([
		[{ appId: '' }, "'App ID' is empty. Copy it from the CINNOX dashboard."],
		[{ appToken: '  ' }, "'App Token' is empty. Copy it from the CINNOX dashboard."],
		[{ baseUrl: '' }, /^'Base URL' is empty\. Copy the Base URL/],
		[{ baseUrl: 'https://' }, /^'Base URL' has no valid host/],
		[
			{ baseUrl: 'http://cinnox.example' },
			/^'Base URL' starts with http:\/\/.*'Allow Unencrypted HTTP'/,
		],
		[{ appToken: 'tok”en' }, /^'App Token' holds characters/],
	])('refuses %j without asking anybody', async (changes, message) => {
		const result = await check(changes);
		expect(result?.status).toBe('Error');
		expect(result?.message).toEqual(
			typeof message === 'string' ? message : expect.stringMatching(message),
		);
		expect(sent(current())).toEqual([]);
	});

	test('tells a wrong token', async () => {
		const result = await check({ appToken: 'wrong' });
		expect(result?.status).toBe('Error');
		expect(result?.message).toMatch(/^CINNOX does not accept the 'App Token'\. Copy it again/);
	});

	test('tells a wrong App ID', async () => {
		const result = await check({ appId: 'app/../other' });
		expect(result?.message).toMatch(/^CINNOX does not know the 'App ID'\./);
		expect(sent(current())[0].path).toContain('app%2F..%2Fother');
	});

	test('tells a host that can not be reached', async () => {
		const url = await serve(() => {});
		await Promise.all(
			servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
		);
		const result = await check({ baseUrl: url });
		expect(result?.message).toMatch(/^CINNOX could not be reached\. Check the 'Base URL'/);
		expect((await check({ baseUrl: 'https://no-such-host.invalid' }))?.message).toMatch(
			/^CINNOX could not be reached/,
		);
	});

	test('tells a host that is not CINNOX', async () => {
		const url = await serve((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).end('<html><h1>Welcome</h1></html>');
		});
		expect((await check({ baseUrl: url }))?.message).toMatch(
			/^The answer did not come from the CINNOX Open API\. Check the 'Base URL'/,
		);
	});

	test('tells a web server that does not know the address', async () => {
		const url = await serve((_request, response) => {
			response
				.writeHead(404, { 'content-type': 'text/html' })
				.end('<html><h1>Not found</h1></html>');
		});
		const result = await check({ baseUrl: url });
		expect(result?.status).toBe('Error');
		expect(result?.message).toContain("'Base URL'");
	});

	test('tells a host that redirects, and takes the token nowhere else', async () => {
		const followed: string[] = [];
		const other = await serve((request, response) => {
			followed.push(request.url ?? '');
			response.end('{}');
		});
		const url = await serve((_request, response) => {
			response.writeHead(302, { location: `${other}/login` }).end();
		});
		const result = await check({ baseUrl: url });
		expect(result?.message).toContain(`This one redirects to ${other}/login`);
		expect(followed).toEqual([]);
	});

	test('tells a host that hangs up', async () => {
		const url = await serve((request) => request.socket.destroy());
		expect((await check({ baseUrl: url }))?.message).toMatch(/^The connection to CINNOX broke/);
	});

	test('tells a rate limit and a service that is down', async () => {
		current().faults.add({ kind: '429' });
		expect((await check())?.message).toMatch(/too many requests/);
		current().faults.add({ kind: 'status500' });
		expect((await check())?.message).toMatch(/^CINNOX was not able to process the request/);
	});

	test('shows no token that CINNOX echoes', async () => {
		const { appToken } = current();
		current().faults.add({ kind: 'code', code: 6452000, message: `Invalid token ${appToken}` });
		expect((await check())?.message).toContain('Invalid token *****');
	});
});
