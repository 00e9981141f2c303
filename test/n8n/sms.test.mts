import { createServer, type Server } from 'node:http';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { exampleWorkflow } from '../../scripts/lib/examples.mts';
import { serviceNumber, startWorld, type World } from '../../scripts/lib/world.mts';
import { credentialOf } from '../support/credential.mts';
import { freePort, listen } from '../support/loopback.mts';
import type { SavedWorkflow } from './n8n-client.mts';
import { waitFor } from './wait-for.mts';

const customer = '85291234567';

let world: World;
let service: string;

beforeAll(async () => {
	world = await startWorld({ n8n: { tarball: inject('tarball') } });
	service = serviceNumber(world.simulator);
});
afterAll(async () => {
	await world?.dispose();
});

/** The SMS that reached CINNOX, as it got them. */
const sentSms = () =>
	world.simulator.ledger
		.filter(({ operationId, accepted }) => operationId === 'sendSms' && accepted)
		.map(({ body }) => body as Record<string, unknown>);

const inboundSubscription = () =>
	world.simulator.subscriptions().find(({ path }) => path.includes('inbound-sms'));

describe('the packed package in a real n8n', () => {
	test('is loaded as a community package', async () => {
		const names = (await world.client.nodeTypes()).map(({ name }) => name);
		expect(names).toContain('n8n-nodes-cinnox.cinnox');
		expect(names).toContain('n8n-nodes-cinnox.cinnoxTrigger');
		// Because of usableAsTool, n8n offers the action node to AI agents as well.
		expect(names).toContain('n8n-nodes-cinnox.cinnoxTool');
	});
});

describe("n8n's credential test", () => {
	let notCinnox: Server;
	let htmlUrl: string;

	beforeAll(async () => {
		notCinnox = createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/html' });
			response.end('<!doctype html><title>Welcome</title><h1>It works!</h1>');
		});
		htmlUrl = await listen(notCinnox);
	});
	afterAll(() => notCinnox?.close());

	const check = async (changes: Record<string, unknown>) =>
		await world.client.testCredential(world.credential, 'cinnoxApi', {
			...credentialOf(world.simulator),
			...changes,
		});

	test('accepts the right App ID and App Token', async () => {
		expect(await check({})).toMatchObject({ status: 'OK' });
	});

	test('tells wrong token, wrong App ID, foreign host and unreachable host apart', async () => {
		const answers = {
			token: await check({ appToken: 'wrong-token' }),
			appId: await check({ appId: 'wrong-app' }),
			html: await check({ baseUrl: htmlUrl }),
			unreachable: await check({ baseUrl: `http://127.0.0.1:${await freePort()}` }),
		};
		for (const { status, message } of Object.values(answers)) {
			expect(status).toBe('Error');
			expect(message).not.toContain(world.simulator.appToken);
			expect(message).not.toContain('wrong-token');
		}
		expect(answers.token.message).toMatch(/App Token/);
		expect(answers.appId.message).toMatch(/App ID/);
		expect(answers.html.message).toMatch(/Base URL/);
		expect(answers.html.message).toMatch(/not .*CINNOX/);
		expect(answers.unreachable.message).toMatch(/reach|connect/i);
		const messages = Object.values(answers).map(({ message }) => message);
		expect(new Set(messages).size).toBe(messages.length);
	});
});

describe('the example workflow "auto-reply to inbound SMS"', () => {
	let workflow: SavedWorkflow;

	test('is activated, and CINNOX gets its challenge answered meanwhile', async () => {
		workflow = await world.client.createWorkflow(
			exampleWorkflow('auto-reply-to-inbound-sms', { cinnoxApi: world.credential }),
		);
		await world.client.activateAndWait(workflow);
		const challenges = world.simulator.deliveries.filter(({ challenge }) => challenge);
		expect(challenges.length).toBeGreaterThan(0);
		for (const { request, status, body } of challenges) {
			expect(status).toBe(200);
			const { challenge } = request as { challenge: string };
			expect(body).toMatchObject({ code: 0, result: { challenge } });
		}
		expect(inboundSubscription()?.url).toContain(`${world.n8n.baseUrl}/webhook/`);
	});

	test('answers an inbound SMS, once', async () => {
		const before = sentSms().length;
		const deliveries = await world.simulator.emit.inboundSms({
			senderNumber: customer,
			recipientNumber: service,
			content: 'Are you open on Sunday?',
		});
		expect(deliveries).toMatchObject([{ status: 200, body: { code: 0 } }]);
		const [execution] = await world.client.finishedExecutions(workflow.id);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		expect(sentSms().slice(before)).toMatchObject([
			{
				senderNumber: service,
				recipientNumber: customer,
				text:
					'Thank you for your message "Are you open on Sunday?".' +
					' A colleague will answer you shortly.',
			},
		]);
	});

	test('links the reply to the SMS in the execution data', async () => {
		const [summary] = await world.client.finishedExecutions(workflow.id);
		const { resultData } = (await world.client.execution(summary!.id)).data;
		expect(resultData.runData['SMS received']?.[0]?.data?.main[0]?.[0]?.json).toMatchObject({
			event: 'sms.received',
			from: customer,
			to: service,
			text: 'Are you open on Sunday?',
		});
		const reply = resultData.runData['Reply by SMS']?.[0]?.data?.main[0]?.[0];
		expect(reply?.pairedItem).toMatchObject({ item: 0 });
	});

	test('still answers after n8n was killed and started again', async () => {
		const before = sentSms().length;
		await world.n8n.kill9();
		await world.n8n.restart();
		await waitFor(
			async () => {
				const [delivery] = await world.simulator.emit.inboundSms({
					senderNumber: customer,
					recipientNumber: service,
					content: 'Hello again',
				});
				return delivery?.status === 200;
			},
			{ describe: 'n8n to accept an event after its restart', intervalMs: 500 },
		);
		await waitFor(() => sentSms().length > before, { describe: 'the reply SMS' });
		await world.client.finishedExecutions(workflow.id, 2);
		expect(sentSms().slice(before)).toMatchObject([
			{ text: expect.stringContaining('"Hello again"') },
		]);
	});

	test('leaves no subscription behind when it is deactivated', async () => {
		expect(inboundSubscription()).toBeDefined();
		await world.client.deactivateAndWait(workflow.id);
		await waitFor(() => !inboundSubscription(), {
			describe: 'the subscription to be gone',
			details: () => JSON.stringify(world.simulator.subscriptions()),
		});
	});
});
