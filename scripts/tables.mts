/**
 * Writes what is generated from the code, or checks it with `--check`: the tables of README.md (the
 * operations from the node's description, the events from the triggers' event tables, the messages from
 * the error table) and the output schemas beside the nodes (see lib/schemas.mts).
 *
 * The package must be built.
 */
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { Operation, Resource } from '../nodes/Cinnox/operation/definition.ts';
import type { PolledEventRow } from '../nodes/CinnoxPollingTrigger/reports/index.ts';
import type { EventRow } from '../nodes/CinnoxTrigger/events/index.ts';
import type * as ErrorTable from '../nodes/transport/errorTable.ts';
import { schemaFiles } from './lib/schemas.mts';

const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const { resources } = require(join(root, 'dist/nodes/Cinnox/resources')) as {
	resources: Resource[];
};
const { eventTable } = require(join(root, 'dist/nodes/CinnoxTrigger/events')) as {
	eventTable: () => EventRow[];
};
const { polledEventTable } = require(join(root, 'dist/nodes/CinnoxPollingTrigger/reports')) as {
	polledEventTable: () => PolledEventRow[];
};
const { ADVICE_BY_BREAK, ADVICE_BY_CODE, ADVICE_BY_TEXT } = require(
	join(root, 'dist/nodes/transport/errorTable'),
) as typeof ErrorTable;

/** What the routing does not say. */
const ENDPOINTS: Record<string, string> = {
	'account:check': 'tries all that are marked *',
	'customApi:request': 'any path, any method',
	'eventSubscription:delete': '`PATCH …-event-sub`',
	'eventSubscription:upsert': '`PATCH …-event-sub`',
	'recording:download': "the file's address",
	'sms:verifyOtp': 'none, happens in n8n',
};

function endpointOf(resource: string, { value, routing, documented }: Operation): string {
	const { method, url } = routing?.request ?? {};
	const path = String(url).replace('/v1/api/apps/{appID}/', '');
	return ENDPOINTS[`${resource}:${value}`] ?? `\`${method} ${path}\`${documented ? '' : ' *'}`;
}

const TABLES: Record<string, () => string[][]> = {
	operations: () => [
		['Resource', 'Operation', 'What it does', 'Endpoint'],
		...resources.flatMap(({ name, value, operations }) =>
			operations.map((operation) => [
				name,
				operation.name,
				operation.description,
				endpointOf(value, operation),
			]),
		),
	],
	events: () => [
		[
			'Event',
			'Value',
			'Output fields besides `event`, `eventKey`, `id`, `serviceId`, `receivedAt`',
			'Subscription',
		],
		...eventTable().map(({ name, value, fields, path }) => [
			name,
			`\`${value}\``,
			fields.map((field) => `\`${field}\``).join(', ') || 'as CINNOX sends them',
			`\`${path}\``,
		]),
	],
	polledEvents: () => [
		[
			'Event',
			'Value',
			'Output fields besides `event`, `eventKey`, `id`, `serviceId`, `receivedAt`',
			'Report',
		],
		...polledEventTable().map(({ name, value, fields, path }) => [
			name,
			`\`${value}\``,
			fields.map((field) => `\`${field}\``).join(', '),
			`\`${path}\``,
		]),
	],
	errors: () => {
		const advices: Array<[code: string, advice: ErrorTable.Advice]> = [
			...Object.entries(ADVICE_BY_CODE),
			...ADVICE_BY_TEXT.map(([, advice]): [string, ErrorTable.Advice] => ['6451000', advice]),
			...Object.values(ADVICE_BY_BREAK).map((advice): [string, ErrorTable.Advice] => ['', advice]),
		];
		const codes = new Map<ErrorTable.Advice['message'], string[]>();
		for (const [code, { message }] of advices) {
			codes.set(message, [...new Set([...(codes.get(message) ?? []), code])].filter(Boolean));
		}
		const first = new Map(
			advices
				.map(([, advice]) => advice)
				.reverse()
				.map((a) => [a.message, a]),
		);
		return [
			['Message', 'What to do', 'Code of CINNOX'],
			...[...codes].map(([message, of]) => [
				message,
				first.get(message)!.description,
				of.join(', '),
			]),
		];
	},
};

const file = join(root, 'README.md');
const before = readFileSync(file, 'utf8');
let after = before;
for (const [name, rows] of Object.entries(TABLES)) {
	const marked = new RegExp(`(<!-- table:${name} -->\n)[\\s\\S]*?(<!-- /table:${name} -->)`);
	if (!marked.test(after)) throw new Error(`README.md has no place for the table "${name}"`);
	after = after.replace(
		marked,
		(_, begin: string, end: string) => `${begin}\n${toTable(rows())}\n\n${end}`,
	);
}

const isCheck = process.argv.includes('--check');

if (!isCheck) writeFileSync(file, after);
else if (after !== before) complain('README.md does not say what the code does');

const schemas = schemaFiles();
const written = globSync('nodes/*/__schema__/**/*.json', { cwd: root });
for (const stale of written.filter((name) => !schemas.has(name))) {
	if (isCheck) complain(`${stale} belongs to no operation`);
	else rmSync(join(root, stale));
}
for (const [name, content] of schemas) {
	const place = join(root, name);
	if (existsSync(place) && readFileSync(place, 'utf8') === content) continue;
	if (isCheck) complain(`${name} does not say what comes out`);
	else {
		mkdirSync(dirname(place), { recursive: true });
		writeFileSync(place, content);
	}
}

function complain(what: string): void {
	console.error(`${what}: run "npm run tables" and commit it.`);
	process.exitCode = 1;
}

function toTable([head, ...rows]: string[][]): string {
	const line = (cells: string[]) =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
