/**
 * A real n8n with this package and two example workflows, on this machine, against the embedded
 * CINNOX Open API or, on request, the real one. `npm run demo -- --help` says more.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n, isInstalled } from '../test/n8n/install.mts';
import {
	type CredentialReference,
	N8nClient,
	type SavedWorkflow,
} from '../test/n8n/n8n-client.mts';
import { freePort, N8nProcess } from '../test/n8n/n8n-process.mts';
import { waitFor } from '../test/n8n/wait-for.mts';
import { startSimulator } from '../test/simulator/index.mts';
import type { Simulator } from '../test/simulator/types.mts';
import { buildPackage, packPackage } from './lib/pack.mts';
import { bold, dim, duration, green, red, type StepControl, Steps } from './lib/steps.mts';
import {
	byId,
	type CinnoxCredentialData,
	credentialFor,
	exampleWorkflow,
	newOwner,
	senderId,
	serviceNumber,
	withParameters,
} from './lib/world.mts';

const help = `npm run demo [-- --once]

Starts a real n8n with this package and two example workflows (auto-reply to an inbound SMS;
one-time password by webhook), sends an SMS through them and shows what happened. Everything
stays on this machine: CINNOX is played by the simulator in test/simulator.

  --once   stop after that, print the result as the last line, exit with 0 or 1
  --help   print this

To use the real CINNOX instead of the simulator, set CINNOX_APP_ID, CINNOX_APP_TOKEN and
CINNOX_BASE_URL. Then nothing is sent and nothing is subscribed until you do so in the editor.
For the trigger to work CINNOX must be able to reach n8n: set N8N_WEBHOOK_URL to the public
address that leads to it.
`;

/** The person who writes to the service. */
const customer = '85291234567';
const customersText = 'Hi, are you open on Sunday?';
const otpKeyHeader = 'X-Api-Key';

/** What a demo leaves running. */
interface Running {
	client: N8nClient;
	n8n: N8nProcess;
	owner: ReturnType<typeof newOwner>;
}

/** Ctrl-C, as a reason to give up what is going on. */
class Interrupted extends Error {}

const begin = performance.now();
const steps = new Steps();
const interruption = new AbortController();
const interrupted = new Promise<never>((_resolve, reject) => {
	interruption.signal.addEventListener('abort', () => reject(interruption.signal.reason));
});
interrupted.catch(() => {}); // nobody may be waiting

/** What has to be undone at the end, the latest first. */
const cleanup: Array<(failed: boolean) => Promise<void> | void> = [];

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// n8n ends with this process, however that ends.
		if (interruption.signal.aborted) process.exit(130);
		interruption.abort(new Interrupted('stopped before it was done'));
	});
}

const { values: flags } = parseArgs({
	options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (flags.help) process.stdout.write(help);
else process.exit(await main());

async function main(): Promise<number> {
	let failure: unknown;
	let summary = '';
	try {
		const service = realService();
		summary = service ? await demoWithRealService(service) : await demoWithSimulator();
	} catch (error) {
		failure = error;
	}
	if (!failure && !flags.once) await stayUp();
	if (failure) explain(failure);
	await undoEverything(failure !== undefined);
	if (failure) {
		const [firstLine] = messageOf(failure).split('\n', 1);
		console.log(`${red('Demo failed:')} ${firstLine}`);
		return failure instanceof Interrupted ? 130 : 1;
	}
	if (flags.once) console.log(`${green('Demo passed:')} ${summary}`);
	return 0;
}

/** Sends one SMS and one PIN through the example workflows, all of it on this machine. */
async function demoWithSimulator(): Promise<string> {
	const { client, n8n, owner } = await startN8n();
	const simulator = await step('Start the CINNOX simulator', async ({ result }) => {
		const started = await startSimulator({ control: true, port: await freePort() });
		cleanup.push(() => started.close());
		result(`(${started.url})`);
		return started;
	});
	const number = serviceNumber(simulator);
	const otpKey = randomBytes(12).toString('hex');

	const { autoReply, otp } = await step('Create credential and workflows', async () => {
		await client.ownerSetup(owner);
		return await createWorkflows(client, credentialFor(simulator), {
			otpKey,
			otpSender: senderId(simulator),
		});
	});
	await step('Publish the workflows; CINNOX sends its challenge', async () => {
		await client.activateAndWait(autoReply);
		await client.activateAndWait(otp);
		const challenge = simulator.deliveries.find((delivery) => delivery.challenge);
		if (challenge?.status !== 200) throw new Error('The challenge of CINNOX was not answered.');
	});

	const sms = await step('An SMS comes in and is answered', async () => {
		await simulator.emit.inboundSms({
			senderNumber: customer,
			recipientNumber: number,
			content: customersText,
		});
		return await settledSms(simulator, 'openAPI-sms');
	});
	await step('The execution in n8n ends well', async () => {
		const [execution] = await client.finishedExecutions(autoReply.id);
		if (execution?.status !== 'success') {
			throw new Error(`The execution in n8n ended with status "${execution?.status}".`);
		}
	});
	const website = (path: string, body: unknown) =>
		postAsWebsite(`${n8n.baseUrl}/webhook/${path}`, { [otpKeyHeader]: otpKey }, body);
	const { pin, otpToken } = await step('A website asks for a one-time password', async () => {
		const answer = await website('cinnox-send-otp', { phone: customer });
		const sent = await settledSms(simulator, 'openAPI-otp');
		if (!sent.pin || JSON.stringify(answer).includes(sent.pin)) {
			throw new Error('The OTP workflow told the PIN.');
		}
		return { pin: sent, otpToken: answer.otpToken };
	});
	await step('Wrong PIN refused, right PIN accepted', async () => {
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
		...message(customer, number, customersText, 'received'),
		...message(number, customer, sms.text, sms.status.toLowerCase()),
		...message(
			pin.senderNumber,
			customer,
			pin.pin ? pin.text.replaceAll(pin.pin, '•'.repeat(pin.pin.length)) : pin.text,
			pin.status.toLowerCase(),
		),
	]);
	if (!flags.once) {
		print([
			'',
			...whereToLook({ client, n8n, owner }, autoReply, otp),
			'',
			bold('  Send another SMS to the service'),
			`  curl -X POST ${simulator.url}/__control/events/inboundSms \\`,
			`    -H 'Content-Type: application/json' \\`,
			`    -d '${JSON.stringify({ senderNumber: customer, recipientNumber: number, content: 'Hello!' })}'`,
			'',
			bold('  Have another PIN sent'),
			`  curl -X POST ${n8n.baseUrl}/webhook/cinnox-send-otp \\`,
			`    -H 'Content-Type: application/json' -H '${otpKeyHeader}: ${otpKey}' \\`,
			`    -d '${JSON.stringify({ phone: customer })}'`,
		]);
	}
	return `challenge answered, SMS in, reply ${sms.status.toLowerCase()}, PIN ${pin.status.toLowerCase()} and checked, in ${duration(performance.now() - begin)}`;
}

/** Prepares everything for the real CINNOX, and sends nothing. */
async function demoWithRealService(service: CinnoxCredentialData): Promise<string> {
	const running = await startN8n();
	const { client, owner } = running;
	const otpKey = randomBytes(12).toString('hex');
	const { autoReply, otp, credential } = await step('Create credential and workflows', async () => {
		await client.ownerSetup(owner);
		return await createWorkflows(client, service, { otpKey, otpSender: '' });
	});
	await step('Test the credential', async () => {
		const { status, message: text } = await client.testCredential(credential, 'cinnoxApi', service);
		if (status !== 'OK') throw new Error(`CINNOX refused the credential: ${text}`);
	});
	cleanup.push(async () => await unsubscribe(client));
	print([
		'',
		bold('  Nothing was sent, and nothing is subscribed.'),
		'  The two workflows are there, and not published: look at their numbers and texts first.',
		...(publicWebhookUrl()
			? [`  CINNOX will call ${publicWebhookUrl()}.`]
			: [
					'  CINNOX cannot reach this n8n: for the auto-reply start the demo again with',
					'  N8N_WEBHOOK_URL set to a public address that leads here.',
				]),
	]);
	if (!flags.once) {
		print(['', ...whereToLook(running, autoReply, otp)]);
		print([`  OTP key   ${otpKeyHeader}: ${otpKey}`]);
	}
	return `credential accepted, 2 workflows created, nothing sent, in ${duration(performance.now() - begin)}`;
}

/** Everything up to an n8n that runs our package. */
async function startN8n(): Promise<Running> {
	if (!isInstalled()) {
		print([dim('  The first run installs n8n, which takes minutes. Later runs take seconds.')]);
	}
	await step('Install n8n', async ({ note, result }) => {
		if (!(await installN8n(note))) result('(already installed)');
	});
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-demo-'));
	let started: N8nProcess | undefined;
	cleanup.push((failed) => {
		// After a failure n8n's log is worth keeping.
		const keep = failed && started && !interruption.signal.aborted;
		if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	});
	await step('Build the package', async () => await buildPackage());
	const tarball = await step('Pack it as for the registry', async ({ result }) => {
		const file = await packPackage(path.join(folder, 'packed'));
		result(`(${path.basename(file)})`);
		return file;
	});
	return await step('Start n8n with the package installed', async ({ result }) => {
		const start = N8nProcess.start({
			tarball,
			port: await freePort(5678),
			userFolder: folder,
			signal: interruption.signal,
			env: publicWebhookUrl() ? { N8N_WEBHOOK_URL: publicWebhookUrl() } : {},
		});
		cleanup.push(async (failed) => {
			const n8n = await start.catch(() => undefined);
			if (failed && n8n && !interruption.signal.aborted) showLog(n8n);
			await n8n?.stop();
		});
		started = await start;
		result(`(${started.baseUrl})`);
		return { client: new N8nClient(started.baseUrl), n8n: started, owner: newOwner() };
	});
}

/** The example workflows, imported, with credentials chosen. Neither is published yet. */
async function createWorkflows(
	client: N8nClient,
	service: CinnoxCredentialData,
	{ otpKey, otpSender }: { otpKey: string; otpSender: string },
): Promise<{ autoReply: SavedWorkflow; otp: SavedWorkflow; credential: CredentialReference }> {
	const cinnoxApi = await client.createCredential('cinnoxApi', 'CINNOX account', service);
	const httpHeaderAuth = await client.createCredential('httpHeaderAuth', 'OTP webhook key', {
		name: otpKeyHeader,
		value: otpKey,
	});
	const autoReply = await client.createWorkflow(
		exampleWorkflow('auto-reply-to-inbound-sms', { cinnoxApi }),
	);
	const otp = await client.createWorkflow(
		withParameters(
			exampleWorkflow('otp-by-webhook', { cinnoxApi, httpHeaderAuth }),
			'Send PIN by SMS',
			{ senderNumber: byId(otpSender) },
		),
	);
	return { autoReply, otp, credential: cinnoxApi };
}

/** Whatever the user has published in the meantime, CINNOX must not go on calling a dead address. */
async function unsubscribe(client: N8nClient): Promise<void> {
	const workflows = await client.request<SavedWorkflow[]>('GET', '/rest/workflows');
	for (const { id, active } of workflows) if (active) await client.deactivateAndWait(id);
}

/** What the website does that uses the OTP workflow. */
async function postAsWebsite(
	url: string,
	headers: Record<string, string>,
	body: unknown,
): Promise<Record<string, unknown>> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
		signal: AbortSignal.any([interruption.signal, AbortSignal.timeout(30_000)]),
	});
	const answer = await response.text();
	if (!response.ok) throw new Error(`The OTP workflow answered ${response.status}: ${answer}`);
	return JSON.parse(answer) as Record<string, unknown>;
}

/** The SMS of this kind, once CINNOX has said what became of it. */
async function settledSms(simulator: Simulator, usage: 'openAPI-sms' | 'openAPI-otp') {
	return await waitFor(
		() => {
			interruption.signal.throwIfAborted();
			return simulator.state.sms.find(
				(sms) => sms.usage === usage && !['Accepted', 'Submitted'].includes(sms.status),
			);
		},
		{ describe: usage === 'openAPI-sms' ? 'the reply SMS' : 'the SMS with the PIN' },
	);
}

function whereToLook({ n8n, owner }: Running, autoReply: SavedWorkflow, otp: SavedWorkflow) {
	return [
		bold('  Look at it in the editor'),
		`  Editor    ${bold(n8n.baseUrl)}`,
		`  E-mail    ${owner.email}`,
		`  Password  ${owner.password}`,
		`  Workflow  ${n8n.baseUrl}/workflow/${autoReply.id}  (auto-reply)`,
		`  Workflow  ${n8n.baseUrl}/workflow/${otp.id}  (one-time password)`,
		`  Log       ${n8n.logFile}`,
	];
}

/** One SMS, as people see them. */
function message(from: string, to: string, text: string, status: string): string[] {
	return [`  ${from.padEnd(12)} → ${to.padEnd(12)} ${dim(status)}`, `      ${text}`];
}

/** The credential data for the real service, if the environment names one. */
function realService(): CinnoxCredentialData | undefined {
	const { CINNOX_APP_ID, CINNOX_APP_TOKEN, CINNOX_BASE_URL } = process.env;
	const missing = Object.entries({ CINNOX_APP_ID, CINNOX_APP_TOKEN, CINNOX_BASE_URL })
		.filter(([, value]) => !value)
		.map(([name]) => name);
	if (missing.length === 3) return undefined;
	if (!CINNOX_APP_ID || !CINNOX_APP_TOKEN || !CINNOX_BASE_URL) {
		throw new Error(
			`To use the real CINNOX, set ${missing.join(' and ')} too; for the simulator, unset the rest.`,
		);
	}
	return { appId: CINNOX_APP_ID, appToken: CINNOX_APP_TOKEN, baseUrl: CINNOX_BASE_URL };
}

function publicWebhookUrl(): string | undefined {
	return realServiceRequested()
		? process.env.N8N_WEBHOOK_URL || process.env.WEBHOOK_URL
		: undefined;
}

function realServiceRequested(): boolean {
	return Boolean(process.env.CINNOX_APP_ID);
}

/** A step that is given up when the user asks to stop. */
async function step<T>(name: string, work: (control: StepControl) => Promise<T>): Promise<T> {
	return await steps.run(name, async (control) => {
		interruption.signal.throwIfAborted();
		return await Promise.race([work(control), interrupted]);
	});
}

async function stayUp(): Promise<void> {
	print(['', `  ${bold('Ctrl-C')} stops everything and removes n8n's data.`]);
	const keepAlive = setInterval(() => {}, 60_000); // a pending promise alone keeps no process alive
	await interrupted.catch(() => {});
	clearInterval(keepAlive);
}

async function undoEverything(failed: boolean): Promise<void> {
	if (cleanup.length === 0) return;
	print(['']);
	const problems: string[] = [];
	await steps.run('Stop and tidy up', async () => {
		for (const undo of cleanup.splice(0).reverse()) {
			try {
				await undo(failed);
			} catch (error) {
				problems.push(messageOf(error)); // the rest still has to be undone
			}
		}
	});
	for (const problem of problems) print([red(`  ${problem}`)]);
}

function explain(error: unknown): void {
	const text = messageOf(error);
	if (!(error instanceof Interrupted) && text.includes('\n')) print(['', text]);
}

function showLog(n8n: N8nProcess): void {
	print([
		'',
		dim('The last lines of n8n:'),
		n8n.logTail(20),
		`${dim('All of them:')} ${n8n.logFile}`,
	]);
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function print(lines: string[]): void {
	console.log(lines.join('\n'));
}
