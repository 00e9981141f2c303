/** The App Token stands nowhere that a person, a log or n8n's database would keep it. */
import { inspect } from 'node:util';

import type { INode } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { idOf, startSimulator } from '../../simulator/index.mts';
import type { Fault } from '../../simulator/index.mts';
import { credentialOf, loadOptions, searchList } from '../harness.mts';
import { byId, runOperation } from '../support.mts';

const APP_TOKEN = 'a-token/that+must=never.appear~0123456789';
const apps = [{ appId: 'app-1', appToken: APP_TOKEN }];

const OPERATIONS = [
	['sms:getAll', { returnAll: true }],
	['sms:send', { senderNumber: byId('85230018000'), recipientNumbers: '85292110001', text: 'Hi' }],
	['message:send', { roomId: idOf('room', 0), text: 'Hi' }],
] as const;

const ECHO = `Invalid token Bearer ${APP_TOKEN} for ${encodeURIComponent(APP_TOKEN)}`;

const FAULTS: Fault[] = [
	{ kind: '429', retryAfter: 9_999 },
	{ kind: 'rateLimited', retryAfter: 9_999 },
	{ kind: 'badService' },
	{ kind: 'status500' },
	{ kind: 'status502' },
	{ kind: 'timeout' },
	{ kind: 'dropBefore' },
	{ kind: 'dropAfter' },
	{ kind: 'halfBody' },
	{ kind: 'invalidJson' },
	{ kind: 'html' },
	{ kind: 'code', code: 6452000, message: ECHO },
	{ kind: 'code', code: 6451000, message: `${'x'.repeat(290)}${APP_TOKEN}` },
	{ kind: 'code', code: 6450001, message: ECHO },
	{ kind: 'code', code: 6451010, message: ECHO, retryAfter: 9_999 },
	{ kind: 'code', code: 7210103, message: ECHO, status: 500 },
];

const MODES: Array<INode['onError']> = [undefined, 'continueRegularOutput', 'continueErrorOutput'];

const printed: string[] = [];
const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((method) =>
	vi.spyOn(console, method).mockImplementation((...parts) => void printed.push(inspect(parts))),
);
beforeAll(() => void (printed.length = 0));
afterAll(() => spies.forEach((spy) => spy.mockRestore()));

/** Everything that hangs on a value, hidden members and causes included. */
const everything = (value: unknown): string =>
	`${JSON.stringify(value)}\n${inspect(value, { depth: Infinity, showHidden: true, maxStringLength: null, maxArrayLength: null })}`;

function expectNoToken(value: unknown, where: string): void {
	const text = everything(value);
	expect(text.includes(APP_TOKEN), where).toBe(false);
	expect(text.includes(encodeURIComponent(APP_TOKEN)), where).toBe(false);
	expect(text.includes(APP_TOKEN.slice(0, 12)), where).toBe(false);
}

test.each(OPERATIONS)(
	'%s keeps it out of outputs, messages and run data under every fault',
	async (operation, parameters) => {
		await Promise.all(
			FAULTS.flatMap((fault) =>
				MODES.map(async (onError) => {
					const simulator = await startSimulator({ apps, deliveryDelayMs: 0 });
					simulator.faults.add({ ...fault, times: Infinity });
					const result = await runOperation(
						simulator,
						operation,
						{ ...parameters, requestOptions: { timeout: 1_000 } },
						{ settings: { onError } },
					);
					await simulator.close();
					const where = `${operation}, ${fault.kind} ${fault.code ?? ''}, ${onError ?? 'stop'}`;
					const failed = [...result.items, ...result.errorItems].some(
						({ json: { error } }) => error !== undefined,
					);
					expect(result.error !== undefined || failed, where).toBe(true);
					expectNoToken(result, where);
				}),
			),
		);
	},
);

test('a host that can not be reached, or that n8n refuses, shows nothing of it either', async () => {
	const simulator = await startSimulator({ apps });
	await simulator.close();
	const [, [operation, parameters]] = OPERATIONS;
	expectNoToken(await runOperation(simulator, operation, parameters), 'unreachable');
	const proxied = {
		...parameters,
		requestOptions: { proxy: 'http://127.0.0.1:1', timeout: 1_000 },
	};
	expectNoToken(await runOperation(simulator, operation, proxied), 'proxy');
});

test('a list to pick from shows nothing of it', async () => {
	const simulator = await startSimulator({ apps });
	const credential = credentialOf(simulator);
	simulator.faults.add({ kind: 'code', code: 6452000, message: ECHO, times: Infinity });
	const errors = await Promise.all([
		searchList('getNumbers', credential).catch((error: unknown) => error),
		loadOptions('getLabels', credential).catch((error: unknown) => error),
	]);
	await simulator.close();
	for (const error of errors) {
		expect(error).toBeInstanceOf(Error);
		expectNoToken(error, 'list');
	}
});

test('nothing was printed', () => {
	expect(printed.filter((text) => text.includes(APP_TOKEN))).toEqual([]);
});
