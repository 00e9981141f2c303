/**
 * A real n8n with this package and its example workflows, on this machine, against the embedded
 * CINNOX Open API or, on request, the real one. `npm run demo -- --help` says more.
 */
import { parseArgs } from 'node:util';

import { demoWithRealService, realService } from './demo/real-cinnox.mts';
import { demoWithSimulator } from './demo/simulated-cinnox.mts';
import { Interrupted, messageOf, print, Stage } from './demo/stage.mts';
import { bold, green, red } from './lib/steps.mts';

const help = `npm run demo [-- --once]

Starts a real n8n with this package and imports the example workflows, publishes two of them
(auto-reply to an inbound SMS; one-time password by webhook), sends an SMS through them and shows
what happened. Everything stays on this machine: CINNOX is played by the simulator in
test/simulator.

  --once   stop after that, print the result as the last line, exit with 0 or 1
  --help   print this

To use the real CINNOX instead of the simulator, set CINNOX_APP_ID, CINNOX_APP_TOKEN and
CINNOX_BASE_URL. Then nothing is sent and nothing is subscribed until you do so in the editor.
For the trigger to work CINNOX must be able to reach n8n: set N8N_WEBHOOK_URL to the public
address that leads to it.
`;

const { values: flags } = parseArgs({
	options: {
		once: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h' },
	},
});
if (flags.help) process.stdout.write(help);
else process.exit(await main(new Stage(), flags.once));

/** Returns the exit code. */
async function main(stage: Stage, once: boolean): Promise<number> {
	let failure: unknown;
	let summary = '';
	try {
		const service = realService();
		summary = service
			? await demoWithRealService(stage, service, once)
			: await demoWithSimulator(stage, once);
	} catch (error) {
		failure = error;
	}
	if (!failure && !once) {
		print(['', `  ${bold('Ctrl-C')} stops everything and removes n8n's data.`]);
		await stage.stayUp();
	}
	if (failure) explain(failure);
	await stage.undoEverything(failure !== undefined);
	if (failure) {
		const [firstLine] = messageOf(failure).split('\n', 1);
		console.log(`${red('Demo failed:')} ${firstLine}`);
		return failure instanceof Interrupted ? 130 : 1;
	}
	if (once) console.log(`${green('Demo passed:')} ${summary}`);
	return 0;
}

function explain(error: unknown): void {
	const text = messageOf(error);
	if (!(error instanceof Interrupted) && text.includes('\n')) print(['', text]);
}
