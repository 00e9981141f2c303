import { randomBytes } from 'node:crypto';

import { waitFor } from '../../test/n8n/wait-for.mts';
import { startSimulator } from '../../test/simulator/index.mts';
import type { Simulator } from '../../test/simulator/types.mts';
import { credentialOf } from '../../test/support/credential.mts';
import { freePort } from '../../test/support/loopback.mts';
import { bold, dim, duration } from '../lib/steps.mts';
import { ownOf } from '../lib/world.mts';
import { print, type Stage } from './stage.mts';
import { startN8n } from './start-n8n.mts';
import { importWorkflows, otpKeyHeader, whereToLook } from './workflows.mts';

/** The person who writes to the service. */
const customer = '85291234567';
const customersText = 'Hi, are you open on Sunday?';

/**
 * Sends one SMS and one PIN through the example workflows, all of it on this machine.
 *
 * @param once whether n8n ends at once, so that nobody will look at it
 * @returns what happened, in a line
 */
export async function demoWithSimulator(stage: Stage, once: boolean): Promise<string> {
	const running = await startN8n(stage);
	const { client, files, n8n, owner } = running;
	const simulator = await stage.step('Start the CINNOX simulator', async ({ result }) => {
		const started = await startSimulator({
			control: true,
			port: await freePort(),
			// Reports of the last days hold something.
			now: new Date().toISOString(),
		});
		stage.atEnd(() => started.close());
		result(`(${started.url})`);
		return started;
	});
	const own = ownOf(simulator, files);
	const happens = (event: string, body: object) =>
		`  curl -X POST ${simulator.url}/__control/events/${event} -d '${JSON.stringify(body)}'`;
	const { number } = own;
	const otpKey = randomBytes(12).toString('hex');

	const { workflows } = await stage.step('Create credential, import the workflows', async () => {
		await client.ownerSetup(owner);
		return await importWorkflows(client, credentialOf(simulator), otpKey, own);
	});
	const autoReply = workflows['auto-reply-to-inbound-sms'];
	await stage.step('Publish two of them; CINNOX sends its challenge', async () => {
		await client.activateAndWait(autoReply);
		await client.activateAndWait(workflows['otp-by-webhook']);
		const challenge = simulator.deliveries.find((delivery) => delivery.challenge);
		if (challenge?.status !== 200) throw new Error('The challenge of CINNOX was not answered.');
	});

	const sms = await stage.step('An SMS comes in and is answered', async () => {
		await simulator.emit.inboundSms({
			senderNumber: customer,
			recipientNumber: number,
			content: customersText,
		});
		return await settledSms(stage, simulator, 'openAPI-sms');
	});
	await stage.step('The execution in n8n ends well', async () => {
		const [execution] = await client.finishedExecutions(autoReply.id);
		if (execution?.status !== 'success') {
			throw new Error(`The execution in n8n ended with status "${execution?.status}".`);
		}
	});
	const website = (path: string, body: unknown) =>
		postAsWebsite(stage, `${n8n.baseUrl}/webhook/${path}`, { [otpKeyHeader]: otpKey }, body);
	const { pin, otpToken } = await stage.step('A website asks for a one-time password', async () => {
		const answer = await website('cinnox-send-otp', { phone: customer });
		const sent = await settledSms(stage, simulator, 'openAPI-otp');
		if (!sent.pin || JSON.stringify(answer).includes(sent.pin)) {
			throw new Error('The OTP workflow told the PIN.');
		}
		return { pin: sent, otpToken: answer.otpToken };
	});
	await stage.step('Wrong PIN refused, right PIN accepted', async () => {
		const wrong = pin.pin === '000000' ? '111111' : '000000';
		const refused = await website('cinnox-check-otp', { otpToken, pin: wrong });
		const accepted = await website('cinnox-check-otp', { otpToken, pin: pin.pin });
		if (refused.valid !== false || accepted.valid !== true) {
			throw new Error('The OTP workflow does not tell a wrong PIN from the right one.');
		}
	});
	if (simulator.state.sms.length !== 2) {
		throw new Error(`Expected 2 SMS in all, and there were ${simulator.state.sms.length}.`);
	}

	print([
		'',
		bold('  What was said'),
		...smsLines(customer, number, customersText, 'received'),
		...smsLines(number, customer, sms.text, sms.status.toLowerCase()),
		...smsLines(
			pin.senderNumber,
			customer,
			pin.pin ? pin.text.replaceAll(pin.pin, '•'.repeat(pin.pin.length)) : pin.text,
			pin.status.toLowerCase(),
		),
	]);
	if (!once) {
		print([
			'',
			...whereToLook(running),
			`  Workflows ${Object.keys(workflows).length}, ready to be executed; only "${workflows['ask-the-reports'].name}" needs`,
			'            a chat model of yours. Published are',
			`            "${autoReply.name}" and "${workflows['otp-by-webhook'].name}".`,
			'            CINNOX keeps one URL for inbound SMS: unpublish the first before you try another that starts on them.',
			`  Files     ${files}`,
			'',
			bold('  The simulated CINNOX, for a credential of any n8n on this machine'),
			`  App ID    ${simulator.appId}`,
			`  App Token ${simulator.appToken}`,
			`  Base URL  ${simulator.url}`,
			'',
			bold('  Let something happen, for workflows that listen'),
			'  An SMS comes in',
			happens('inboundSms', { senderNumber: customer, recipientNumber: number, content: 'Hello!' }),
			'  A contact calls',
			happens('call', { caller: { eid: '', number: numberOfAContact(simulator) } }),
			'  A recording is ready',
			happens('recording', {}),
			'  An SMS was not delivered',
			happens('outboundSms', { Status: 'Undelivered' }),
			'',
			bold('  Have another PIN sent'),
			`  curl -X POST ${n8n.baseUrl}/webhook/cinnox-send-otp \\`,
			`    -H 'Content-Type: application/json' -H '${otpKeyHeader}: ${otpKey}' \\`,
			`    -d '${JSON.stringify({ phone: customer })}'`,
			'',
			bold('  Every text is shown here as the phone or the room gets it'),
		]);
		showTexts(stage, simulator);
	}
	return `challenge answered, SMS in, reply ${sms.status.toLowerCase()}, PIN ${pin.status.toLowerCase()} and checked, in ${duration(stage.elapsedMs)}`;
}

/** Shows, until the end, what is sent: nobody has the phones to look at. */
function showTexts(stage: Stage, { state }: Simulator): void {
	const shown = { sms: state.sms.length, messages: state.messages.length };
	const show = () => {
		const sms = state.sms.slice(shown.sms);
		const messages = state.messages.slice(shown.messages);
		shown.sms += sms.length;
		shown.messages += messages.length;
		const lines = [
			...sms.flatMap((one) => smsLines(one.senderNumber, one.recipientNumber, one.text, 'SMS')),
			...messages.flatMap(({ roomID, text }) => smsLines('CINNOX', roomID, text, 'message')),
		];
		if (lines.length > 0) print(lines);
	};
	const timer = setInterval(show, 300);
	stage.atEnd(() => clearInterval(timer));
}

/** Of somebody whom "who is calling" finds. */
function numberOfAContact({ state }: Simulator): number {
	for (const { input } of state.contacts.values()) {
		const phone = input.phones?.[0]?.phone;
		if (phone !== undefined) return Number(phone.replaceAll(/\D/g, ''));
	}
	throw new Error('The simulated CINNOX has no contact with a phone number.');
}

/** What the website does that uses the OTP workflow. */
async function postAsWebsite(
	{ signal }: Stage,
	url: string,
	headers: Record<string, string>,
	body: unknown,
): Promise<Record<string, unknown>> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
		signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
	});
	const answer = await response.text();
	if (!response.ok) throw new Error(`The OTP workflow answered ${response.status}: ${answer}`);
	return JSON.parse(answer) as Record<string, unknown>;
}

/** The SMS of this kind, once CINNOX has said what became of it. */
async function settledSms(
	{ signal }: Stage,
	simulator: Simulator,
	usage: 'openAPI-sms' | 'openAPI-otp',
) {
	return await waitFor(
		() => {
			signal.throwIfAborted();
			return simulator.state.sms.find(
				(sms) => sms.usage === usage && !['Accepted', 'Submitted'].includes(sms.status),
			);
		},
		{ describe: usage === 'openAPI-sms' ? 'the reply SMS' : 'the SMS with the PIN' },
	);
}

/** One SMS, as people see them. */
function smsLines(from: string, to: string, text: string, status: string): string[] {
	return [
		`  ${from.padEnd(12)} → ${to.padEnd(12)} ${dim(status)}`,
		`      ${text.replaceAll('\n', '\n      ')}`,
	];
}
