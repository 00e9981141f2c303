import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Simulator } from '../../simulator/index.mts';
import { startSimulator } from '../../simulator/index.mts';
import { credentialOf } from '../harness.mts';
import { Host, subscribedTo, triggerWorkflow } from './contexts.mts';

let simulator: Simulator;
let host: Host;
/** Another program of the same App, or another n8n. */
let stranger: Host;

beforeAll(async () => {
	const apps = [
		{ appId: 'app-one', appToken: 'token-one' },
		{ appId: 'app-two', appToken: 'token-two' },
	];
	simulator = await startSimulator({ apps, rateLimitPerMinute: 0 });
	[host, stranger] = await Promise.all([Host.start(), Host.start()]);
});
afterAll(async () => {
	await Promise.all([host.close(), stranger.close()]);
	await simulator.close();
});
beforeEach(() => {
	simulator.reset();
	simulator.configure({ challengeTimeoutMs: 5000, allowRemoteWebhooks: false });
	for (const { runs, hooks } of [host, stranger]) {
		runs.length = 0;
		hooks.length = 0;
	}
	host.publicUrl = undefined;
});

const credential = (changes = {}) => credentialOf(simulator, { requestsPerMinute: 0, ...changes });
const appTwo = () => credential({ appId: 'app-two', appToken: 'token-two' });

/** What CINNOX has, as event -> URL. */
const subscribed = (appId = 'app-one'): Record<string, string> => subscribedTo(simulator, appId);

const patches = () =>
	simulator.ledger
		.filter(({ method }) => method === 'PATCH')
		.map(({ path, body }) => {
			const { enabled, url } = body as { enabled: boolean; url: string };
			const last = path.slice(path.lastIndexOf('/') + 1);
			return [last, enabled, url.replace(/\?subscription=[a-z-]+-event-sub$/, '')];
		});

/** The list's address is a guess: everything has to work without it. */
const hideHookList = () =>
	simulator.faults.add({
		kind: 'code',
		code: 6450001,
		status: 400,
		message: 'unknown method/path',
		path: 'event-hooks',
		times: Infinity,
	});

const workflowOf = (events: string[], parameters = {}, data = credential()) =>
	triggerWorkflow(data, events, parameters);

async function messageOf(
	promise: Promise<unknown>,
): Promise<{ message: string; description: string }> {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason as { message: string; description?: string },
	);
	if (error === undefined) throw new Error('Nothing was thrown');
	return { message: error.message, description: error.description ?? '' };
}

describe.each([true, false])('with the hook list readable: %s', (readable) => {
	beforeEach(() => {
		if (!readable) hideHookList();
	});

	it('subscribes only what the chosen events need, and answers the challenges meanwhile', async () => {
		const workflow = workflowOf([
			'sms.received',
			'sms.delivered',
			'sms.rejected',
			'enquiry.missed',
		]);
		await host.activate(workflow);
		const url = host.productionUrl(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': url, 'outbound-sms': url, inquiry: url });
		const challenges = simulator.deliveries.filter(({ challenge }) => challenge);
		expect(challenges).toHaveLength(3);
		for (const { status, body, request } of challenges) {
			expect(status).toBe(200);
			expect(body).toEqual({ code: 0, result: request });
		}
		expect(host.runs).toEqual([]);
		expect(simulator.ledger.every(({ valid }) => valid)).toBe(true);
	});

	it('takes everything away when the workflow is deactivated, and nothing of others', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		const other = triggerWorkflow(credential(), ['enquiry.closed']);
		await host.activate(workflow);
		await stranger.activate(other);
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({ inquiry: stranger.productionUrl(other) });
		expect(workflow.staticData).toEqual({ 'node:CINNOX Trigger': {} });
	});

	it('deactivates when CINNOX does not know the subscription any more', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		simulator.faults.add({
			kind: 'code',
			code: 6450001,
			status: 400,
			path: 'inbound-sms-event-sub',
		});
		await host.deactivate(workflow);
	});

	it('throws when a subscription could not be taken away, and succeeds the next time', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		simulator.faults.add({
			kind: 'code',
			code: 6451000,
			status: 400,
			message: 'not now',
			path: 'call-event-sub',
		});
		const { message, description } = await messageOf(host.deactivate(workflow));
		expect(message).toContain('subscription to call events');
		expect(description).toContain('not now');
		expect(subscribed()).toEqual({ call: host.productionUrl(workflow) });
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({});
	});

	it('drops the types that a republished workflow does not need any more', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		await host.republish(workflow, { parameters: { events: ['call.ended', 'enquiry.missed'] } });
		const url = host.productionUrl(workflow);
		expect(subscribed()).toEqual({ call: url, inquiry: url });
	});

	it('drops them also when n8n was killed before it could take the old version down', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		workflow.parameters = { events: ['call.ended'] };
		await host.activate(workflow);
		expect(subscribed()).toEqual({ call: host.productionUrl(workflow) });
	});

	it('leaves the old App when the credential is changed to another one', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		await host.republish(workflow, { credential: appTwo() });
		expect(subscribed('app-one')).toEqual({});
		expect(subscribed('app-two')).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
	});

	it('subscribes again after a restart that lost what was remembered', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		workflow.staticData = {};
		await host.activate(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({});
	});

	it('goes on when the outcome of a subscription was lost on the way', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		simulator.faults.add({ kind: 'dropAfter', path: 'call-event-sub' });
		await host.activate(workflow);
		const url = host.productionUrl(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': url, call: url });
	});

	it('takes back what it subscribed when a later type is refused', async () => {
		const workflow = workflowOf([
			'call.ended',
			'conference.ended',
			'enquiry.missed',
			'sms.received',
		]);
		simulator.faults.add({
			kind: 'code',
			code: 6451000,
			status: 400,
			message: 'no SMS in this plan',
			path: 'inbound-sms-event-sub',
			times: 9,
		});
		const { message, description } = await messageOf(host.activate(workflow));
		expect(message).toBe(
			`CINNOX does not accept a parameter of this operation (subscription to inbound SMS events). ${description}`,
		);
		expect(description).toContain('no SMS in this plan');
		expect(subscribed()).toEqual({});
	});

	it('says which option helps when an unpublished address is wrong', async () => {
		const workflow = workflowOf(['call.ended', 'conference.ended']);
		simulator.faults.add({
			kind: 'code',
			code: 6450001,
			status: 400,
			path: 'conference-event-sub',
			times: 9,
		});
		const { description } = await messageOf(host.activate(workflow));
		expect(description).toContain("'Options' > 'Conference Endpoint Path'");
		expect(subscribed()).toEqual({});
	});

	it('says that CINNOX could not verify the URL, and takes everything back', async () => {
		const workflow = workflowOf(['call.ended', 'sms.received']);
		host.publicUrl = stranger.url;
		const { message, description } = await messageOf(host.activate(workflow));
		expect(message).toContain('could not verify the webhook URL for call events');
		expect(message).toContain(host.productionUrl(workflow));
		expect(description).toContain('WEBHOOK_URL');
		expect(description).toContain('only on this machine');
		expect(subscribed()).toEqual({});
		host.publicUrl = undefined;
	});

	it('says that the token is wrong', async () => {
		const workflow = workflowOf(['call.ended'], {}, credential({ appToken: 'rotated-away' }));
		const { message, description } = await messageOf(host.activate(workflow));
		expect(message).toContain("CINNOX does not accept the 'App Token'");
		expect(`${message}${description}`).not.toContain('rotated-away');
	});

	it('gives the URL back to the active workflow when the test event came', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		await host.listen(workflow);
		const testUrl = host.testUrl(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': testUrl, call: testUrl });
		await simulator.emit.inboundSms({ content: 'test' });
		await expect.poll(() => host.hooks.at(-1)).toBe('test delete');
		const url = host.productionUrl(workflow);
		await expect.poll(() => subscribed()).toEqual({ 'inbound-sms': url, call: url });
		await simulator.emit.inboundSms({ content: 'live' });
		expect(host.runs.map(({ mode, item }) => [mode, item.text])).toEqual([
			['test', 'test'],
			['production', 'live'],
		]);
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({});
	});

	it('gives the URL back when somebody stops listening', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		await host.listen(workflow);
		await host.stopListening(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
	});

	it('leaves nothing behind after a test of a workflow that is not active', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.listen(workflow);
		await host.stopListening(workflow);
		expect(subscribed()).toEqual({});
	});

	it('leaves nothing behind when the workflow was deactivated during the test', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		await host.listen(workflow);
		await host.deactivate(workflow);
		await host.stopListening(workflow);
		expect(subscribed()).toEqual({});
	});

	it('keeps what was published during the test', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.listen(workflow);
		await host.activate(workflow);
		await host.stopListening(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
	});

	it('goes on listening when a challenge or an event that was not chosen arrives', async () => {
		const workflow = workflowOf(['sms.delivered']);
		await host.listen(workflow);
		await simulator.emit.outboundSms({ Status: 'Submitted' });
		await simulator.emit.raw('outbound-sms', { challenge: 'again' });
		expect(host.runs).toEqual([]);
		await simulator.emit.outboundSms({ Status: 'Delivered' });
		await expect.poll(() => host.runs.length).toBe(1);
	});

	it('never throws at the end of a test: nobody would catch it', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.listen(workflow);
		simulator.faults.add({
			kind: 'code',
			code: 6451000,
			status: 400,
			path: 'inbound-sms-event-sub',
		});
		await host.stopListening(workflow);
	});

	it('never throws there for a token that was rotated meanwhile either', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.listen(workflow);
		workflow.credential = credential({ appToken: 'rotated-away' });
		await host.stopListening(workflow);
		workflow.credential = credential({ baseUrl: '' });
		await host.stopListening(workflow);
	});

	it('tells n8n when the token was rotated before the workflow is deactivated', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		workflow.credential = credential({ appToken: 'rotated-away' });
		const { message } = await messageOf(host.deactivate(workflow));
		expect(message).toContain("'App Token'");
		workflow.credential = credential();
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({});
	});

	it('deactivates when the App was deleted', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		simulator.faults.add({ kind: 'code', code: 6452001, status: 400, times: Infinity });
		await host.deactivate(workflow);
	});

	it('puts the active workflow right after n8n was killed during a test', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		await host.listen(workflow);
		host.kill();
		await host.activate(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
	});
});

describe('another URL', () => {
	it('is left alone, and named', async () => {
		const other = triggerWorkflow(credential(), ['sms.received']);
		await stranger.activate(other);
		const workflow = workflowOf(['call.ended', 'sms.received']);
		const before = patches().length;
		const { message, description } = await messageOf(host.activate(workflow));
		expect(message).toBe(
			`CINNOX already sends inbound SMS events to another URL: ${stranger.productionUrl(other)}. Choose Replace in 'Options' > 'If Another URL Is Subscribed' to take over, or use another App.`,
		);
		expect(description).toContain('Replace');
		expect(description).toContain('another App');
		expect(patches()).toHaveLength(before);
		expect(subscribed()).toEqual({ 'inbound-sms': stranger.productionUrl(other) });
	});

	it('is said to be of this n8n where it is', async () => {
		await host.activate(workflowOf(['sms.received']));
		const { message } = await messageOf(host.activate(workflowOf(['sms.received'])));
		expect(message).toContain(
			'It is of another workflow of this n8n: unpublish that one, choose Replace in',
		);
	});

	it('is left alone by a test too', async () => {
		const other = triggerWorkflow(credential(), ['sms.received']);
		await stranger.activate(other);
		await messageOf(host.listen(workflowOf(['sms.received'])));
		expect(subscribed()).toEqual({ 'inbound-sms': stranger.productionUrl(other) });
	});

	it('does not matter when it is for events that were not chosen', async () => {
		await stranger.activate(triggerWorkflow(credential(), ['sms.received']));
		await host.activate(workflowOf(['call.ended']));
		expect(Object.keys(subscribed()).sort()).toEqual(['call', 'inbound-sms']);
	});

	it('is replaced on request', async () => {
		await stranger.activate(triggerWorkflow(credential(), ['sms.received']));
		const workflow = workflowOf(['sms.received'], { conflict: 'replace' });
		await host.activate(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
	});

	it('gets its subscription back after a test that replaced it', async () => {
		const other = triggerWorkflow(credential(), ['sms.received']);
		await stranger.activate(other);
		const workflow = workflowOf(['sms.received'], { conflict: 'replace' });
		await host.listen(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.testUrl(workflow) });
		await host.stopListening(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': stranger.productionUrl(other) });
	});

	it('gets its subscription back when the rest of the replacement is refused', async () => {
		const other = triggerWorkflow(credential(), ['call.ended']);
		await stranger.activate(other);
		simulator.faults.add({
			kind: 'code',
			code: 6451000,
			status: 400,
			path: 'inbound-sms-event-sub',
			times: 9,
		});
		const workflow = workflowOf(['call.ended', 'sms.received'], { conflict: 'replace' });
		await messageOf(host.activate(workflow));
		expect(subscribed()).toEqual({ call: stranger.productionUrl(other) });
	});

	it('is not touched when it took over while we were active', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		const other = triggerWorkflow(credential(), ['sms.received'], { conflict: 'replace' });
		await stranger.activate(other);
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': stranger.productionUrl(other) });
	});

	it('is not another one when it is our own of before WEBHOOK_URL changed', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		host.publicUrl = host.url.replace('127.0.0.1', 'localhost');
		await host.activate(workflow);
		expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
		expect(host.productionUrl(workflow)).toContain('localhost');
	});
});

describe('what is there already', () => {
	it('is not subscribed again', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		const before = patches().length;
		await host.activate(workflow);
		expect(patches()).toHaveLength(before);
	});

	it('is completed by what is missing', async () => {
		const workflow = workflowOf(['sms.received', 'call.ended']);
		await host.activate(workflow);
		simulator.faults.clear();
		const url = host.productionUrl(workflow);
		workflow.parameters = { events: ['sms.received', 'call.ended', 'enquiry.missed'] };
		const before = patches().length;
		await host.activate(workflow);
		expect(patches().slice(before)).toEqual([['inquiry-event-sub', true, url]]);
	});
});

describe('a URL that CINNOX can not reach', () => {
	it('is refused before anything is sent', async () => {
		const data = credential({ baseUrl: 'https://api.example.com' });
		const { message, description } = await messageOf(
			host.activate(workflowOf(['sms.received'], {}, data)),
		);
		expect(message).toContain(`CINNOX can't reach the webhook URL of this n8n: ${host.url}`);
		expect(description).toContain('WEBHOOK_URL');
	});
});

describe('parameters', () => {
	it.each([
		[{ events: [] }, "'Events' is empty"],
		[{ options: { ipAllowList: '10.0.0.1, ten' } }, "'IP Allow List' holds ten"],
		[
			{ options: { conferencePath: '//evil.example/x' } },
			"'Conference Endpoint Path' is not a path under the Base URL",
		],
		[
			{ options: { hookListPath: 'https://evil.example/x' } },
			"'Event Hook List Path' is not a path under the Base URL",
		],
	])('%j are refused', async (parameters, text) => {
		const workflow = workflowOf(['sms.received'], parameters);
		const { message, description } = await messageOf(host.activate(workflow));
		expect(message).toContain(text);
		expect(description).not.toBe('');
		expect(patches()).toEqual([]);
	});

	it('uses the paths of Options', async () => {
		const workflow = workflowOf(['conference.ended', 'contact.merged'], {
			options: {
				conferencePath: '/v1/api/apps/{appID}/call-event-sub',
				contactPath: '/v1/api/apps/{appID}/label-event-sub',
			},
		});
		await host.activate(workflow);
		const url = host.productionUrl(workflow);
		expect(patches()).toEqual([
			['call-event-sub', true, url],
			['label-event-sub', true, url],
		]);
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({});
	});

	it('never keep the workflow from being deactivated', async () => {
		const workflow = workflowOf(['sms.received']);
		await host.activate(workflow);
		workflow.parameters = { events: [], options: { conferencePath: 'x' } };
		await host.deactivate(workflow);
		expect(subscribed()).toEqual({});
	});
});

it('retries what is broken, and names the timeout', { timeout: 120_000 }, async () => {
	const workflow = workflowOf(['sms.received']);
	simulator.faults.add({ kind: 'status502', path: 'inbound-sms-event-sub', times: 9 });
	const { message } = await messageOf(host.activate(workflow));
	expect(message).toContain('CINNOX was not able to process the request');
	expect(patches().filter(([, enabled]) => enabled).length).toBe(3);
	simulator.faults.clear();
	await host.activate(workflow);
	expect(subscribed()).toEqual({ 'inbound-sms': host.productionUrl(workflow) });
});
