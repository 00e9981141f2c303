import { parseArgs } from 'node:util';
import { startSimulator } from './index.mts';

/**
 * Runs the simulator alone:
 * node test/simulator/main.mts [--port N] [--rows N] [--keep-rows] [--contacts N] [--rate N] [--latency MS]
 */
const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '0' },
		rows: { type: 'string', default: '120' },
		'keep-rows': { type: 'boolean', default: false },
		contacts: { type: 'string', default: '40' },
		rate: { type: 'string', default: '500' },
		latency: { type: 'string', default: '0' },
	},
});

function wholeNumber(name: keyof typeof values): number {
	const number = Number(values[name]);
	if (!Number.isInteger(number) || number < 0) {
		console.error(`--${name} needs a whole number from 0, not ${values[name]}`);
		process.exit(2);
	}
	return number;
}

const simulator = await startSimulator({
	port: wholeNumber('port'),
	reportRows: wholeNumber('rows'),
	keepReportRows: values['keep-rows'],
	contacts: wholeNumber('contacts'),
	rateLimitPerMinute: wholeNumber('rate'),
	latencyMs: wholeNumber('latency'),
	now: new Date().toISOString(),
	control: true,
	ledgerLimit: 100_000,
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => void simulator.close());
}

console.log(`CINNOX simulator is running. Ctrl-C stops it.

  Base URL   ${simulator.url}
  App ID     ${simulator.appId}
  App Token  ${simulator.appToken}

  An SMS arrives:
    curl -X POST ${simulator.url}/__control/events/inbound-sms -d '{"content":"Hello"}'
  Every request so far:
    curl ${simulator.url}/__control/requests`);
