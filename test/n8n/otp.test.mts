import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { exampleWorkflow, withParameters } from '../../scripts/lib/examples.mts';
import { senderId, startWorld, type World } from '../../scripts/lib/world.mts';
import { byId } from '../support/resource-locator.mts';

const key = 'a-secret-of-the-website';
const customer = '85291234567';

let world: World;
let workflowId: string;

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
	workflowId = workflow.id;
	await world.client.activateAndWait(workflow);
});
afterAll(async () => {
	await world?.dispose();
});

async function post(
	path: 'cinnox-send-otp' | 'cinnox-check-otp',
	body: unknown,
	headers: Record<string, string> = { 'x-api-key': key },
) {
	const response = await fetch(`${world.n8n.baseUrl}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	const text = await response.text();
	let answer: Record<string, unknown> = {};
	if (text.startsWith('{')) answer = JSON.parse(text);
	return { status: response.status, text, answer };
}

/** The one-time passwords that reached CINNOX. */
const sent = () => world.simulator.state.sms.filter(({ usage }) => usage === 'openAPI-otp');

describe('the example workflow "one-time password by webhook"', () => {
	let otpToken: unknown;

	test('sends a PIN, and tells a token instead of it', async () => {
		const { status, text, answer } = await post('cinnox-send-otp', { phone: customer });
		expect(status).toBe(200);
		expect(answer).toMatchObject({ sent: true, otpToken: expect.any(String) });
		({ otpToken } = answer);
		expect(sent()).toMatchObject([
			{ recipientNumber: customer, pin: expect.stringMatching(/^\d{6}$/) },
		]);
		const { pin } = sent()[0]!;
		expect(text).not.toContain(pin);
		expect(sent()[0]!.text).toBe(`${pin} is your verification code. It is valid for five minutes.`);
	});

	test('keeps the PIN out of the execution data', async () => {
		const [summary] = await world.client.finishedExecutions(workflowId);
		const execution = await world.client.execution(summary!.id);
		expect(execution.status).toBe('success');
		expect(JSON.stringify(execution.data)).not.toContain(sent()[0]!.pin);
	});

	test('accepts the right PIN and no other', async () => {
		const { pin } = sent()[0]!;
		const wrong = pin === '000000' ? '111111' : '000000';
		const refused = await post('cinnox-check-otp', { otpToken, pin: wrong });
		expect(refused).toMatchObject({ status: 200, answer: { valid: false, reason: 'wrongPin' } });
		const accepted = await post('cinnox-check-otp', { otpToken, pin });
		expect(accepted).toMatchObject({ status: 200, answer: { valid: true } });
	});

	test('says why nothing was sent', async () => {
		const before = sent().length;
		const { status, answer } = await post('cinnox-send-otp', { phone: 'not a number' });
		expect(status).toBe(502);
		expect(answer).toMatchObject({
			sent: false,
			reason: expect.stringContaining('Recipient Number'),
		});
		expect(sent()).toHaveLength(before);
	});

	test('says what is missing for a check', async () => {
		const { status, answer } = await post('cinnox-check-otp', { pin: '123456' });
		expect(status).toBe(400);
		expect(answer).toMatchObject({ valid: false, reason: expect.stringContaining('OTP Token') });
	});

	test('sends nothing for somebody without the key', async () => {
		const before = sent().length;
		expect((await post('cinnox-send-otp', { phone: customer }, {})).status).toBe(403);
		expect(sent()).toHaveLength(before);
	});
});
