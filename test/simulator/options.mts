import { STRICTNESS_DEFAULTS } from './strictness/options.mts';
import type { ResolvedOptions, SimulatorOptions } from './types.mts';

/** Source: https://docs.cinnox.com/docs/open-api */
const MOST_APPS = 10;

const DEFAULTS: ResolvedOptions = {
	host: '127.0.0.1',
	port: 0,
	apps: [{ appId: 'app-harbourvine-1', appToken: 'token-harbourvine-1' }],
	reportRows: 120,
	keepReportRows: false,
	contacts: 40,
	now: '2026-01-31T12:00:00.000Z',
	rateLimitPerMinute: 500,
	rateLimitStatus: 400,
	noRecordsStatus: 400,
	latencyMs: 0,
	deliveryDelayMs: 50,
	challengeTimeoutMs: 5000,
	eventTimeoutMs: 30_000,
	envelope: 'result',
	successCode: 0,
	redeliveryDelaysMs: [],
	control: false,
	ledgerLimit: Infinity,
	allowRemoteWebhooks: false,
	...STRICTNESS_DEFAULTS,
};

/**
 * All options, those that are undefined with their default.
 *
 * @throws Error when `now` is no date, or for more Apps than a service has
 */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
	const given = Object.fromEntries(
		Object.entries(options).filter(([, setting]) => setting !== undefined),
	);
	const resolved: ResolvedOptions = { ...DEFAULTS, ...given };
	if (Number.isNaN(Date.parse(resolved.now))) throw new Error(`now is no date: ${resolved.now}`);
	if (resolved.apps.length > MOST_APPS) throw new Error(`A service has at most ${MOST_APPS} Apps`);
	return resolved;
}
