import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import {
	byId,
	exampleWorkflow,
	senderId,
	startWorld,
	withParameters,
	type World,
} from '../../scripts/lib/world.mts';

const key = 'a-secret-of-the-website';
const customer = '85291234567';

let world: World;
let url: string;

beforeAll(async () => {
	world = await startWorld({ n8n: { tarball: inject('tarball') } });
	const httpHeaderAuth = await world.client.createCredential('httpHeaderAuth', 'OTP webhook key', {
		name: 'X-Api-Key',
		value: key,
	});
	const workflow = await world.client.createWorkflow(
		withParameters(
			exampleWorkflow('otp-by-webhook', { cinnoxApi: world.credential, httpHeaderAuth }),
			'Send PIN by SMS',
			{ senderNumber: byId(senderId(world.simulator)) },
		),
	);
	await world.client.activateAndWait(workflow);
	url = `${world.n8n.baseUrl}/webhook/cinnox-send-otp`;
});
afterAll(async () => {
	await world?.dispose();
});

const post = async (body: unknown, headers: Record<string, string> = { 'x-api-key': key }) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});

const sentPins = () =>
	world.simulator.ledger
		.filter(({ operationId, accepted }) => operationId === 'sendOtpSms' && accepted)
		.map(({ body }) => body as { recipientNumber: string; text: string; pin: string });

describe('the example workflow "one-time password by webhook"', () => {
	test('sends a PIN and does not tell it', async () => {
		const response = await post({ phone: customer });
		expect(response.status).toBe(200);
		const text = await response.text();
		expect(JSON.parse(text)).toEqual({ sent: true, phone: customer });
		expect(sentPins()).toMatchObject([
			{ recipientNumber: customer, pin: expect.stringMatching(/^\d{6}$/) },
		]);
		expect(text).not.toContain(sentPins()[0]!.pin);
	});

	test('sends another PIN the next time', async () => {
		await post({ phone: customer });
		const pins = sentPins().map(({ pin }) => pin);
		expect(pins).toHaveLength(2);
		expect(new Set(pins).size).toBe(2);
	});

	test('says why nothing was sent', async () => {
		const before = sentPins().length;
		const response = await post({ phone: 'not a number' });
		expect(response.status).toBe(502);
		const answer = (await response.json()) as { sent: boolean; reason: string };
		expect(answer.sent).toBe(false);
		expect(answer.reason).toMatch(/Recipient Number/);
		expect(sentPins()).toHaveLength(before);
	});

	test('sends nothing for somebody without the key', async () => {
		const before = sentPins().length;
		const response = await post({ phone: customer }, {});
		expect(response.status).toBe(403);
		expect(sentPins()).toHaveLength(before);
	});
});
