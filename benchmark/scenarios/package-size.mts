import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { nodeForN8n, resolveFromN8n } from '../../test/n8n/install.mts';
import { installedPackage } from '../lib/bench-world.mts';
import { format } from '../lib/results.mts';
import type { Scenario } from '../lib/scenario.mts';
import { median } from '../lib/statistics.mts';

const execute = promisify(execFile);

/** (g) What the package costs n8n and the browser. */
export const packageSize: Scenario = async (world, { rounds }) => {
	const folder = installedPackage(world.n8n);
	const measure = async (of: string, ...files: string[]) => {
		const runs: Array<{ ms: number; bytes: number }> = [];
		for (let round = 0; round < rounds; round += 1) {
			// Not the synchronous one: n8n closes a connection that is left alone for 5 seconds, and a
			// process that is blocked meanwhile learns of it only when it uses the connection again.
			const { stdout } = await execute(nodeForN8n(), [
				'--expose-gc',
				path.join(import.meta.dirname, '../lib/package-load.mts'),
				...[of, resolveFromN8n('n8n-workflow'), ...files],
			]);
			runs.push(JSON.parse(stdout) as { ms: number; bytes: number });
		}
		return {
			ms: median(runs.map(({ ms }) => ms)),
			megabytes: median(runs.map(({ bytes }) => bytes)) / 1024 ** 2,
		};
	};
	const base = path.dirname(resolveFromN8n('n8n-nodes-base/package.json'));
	const ours = await measure(folder);
	const http = await measure(base, 'dist/nodes/HttpRequest/HttpRequest.node.js');
	const types = await world.client.nodeTypes();
	const own = types.filter(({ name }) => name.startsWith('n8n-nodes-cinnox.'));
	const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) / 1024;
	const zipped = (value: unknown) => gzipSync(JSON.stringify(value)).length / 1024;
	return {
		facts: [
			{
				id: 'g',
				title: 'Loading the package',
				columns: ['', 'Time, ms', 'Memory, MB'],
				rows: [
					['The package: both nodes and the credential', format(ours.ms), format(ours.megabytes)],
					['For comparison, the HTTP Request node', format(http.ms), format(http.megabytes)],
				],
				remarks: [
					'In a process that has loaded n8n-workflow already, as n8n has. Memory: what stays on the heap.',
					`The browser gets ${format(size(own))} kB of descriptions (${format(zipped(own))} kB compressed) for ${own.length} node types (n8n adds the tool for AI agents); all node types of n8n together are ${format(size(types))} kB (${format(zipped(types))} kB).`,
				],
			},
		],
	};
};
