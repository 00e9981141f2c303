/**
 * Prints, as JSON, what loading the package costs a process that has loaded n8n-workflow already, as
 * n8n has. Run with `--expose-gc`, the package's folder, and n8n-workflow's entry point.
 */
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, workflowEntry, ...nodes] = process.argv.slice(2) as [string, string, ...string[]];
// n8n makes its own n8n-workflow known to community packages; so does this.
registerHooks({
	resolve: (specifier, context, next) =>
		specifier === 'n8n-workflow'
			? { url: pathToFileURL(workflowEntry).href, shortCircuit: true, format: 'commonjs' }
			: next(specifier, context),
});
const require = createRequire(path.join(folder, 'package.json'));
require('n8n-workflow');

interface Manifest {
	n8n: { nodes: string[]; credentials: string[] };
}
const collect = () => (globalThis as unknown as { gc(): void }).gc();
const files =
	nodes.length > 0
		? nodes
		: (({ n8n }: Manifest) => [...n8n.credentials, ...n8n.nodes])(
				JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest,
			);

collect();
const heap = process.memoryUsage().heapUsed;
const begin = performance.now();
const kept = files.flatMap((file) =>
	Object.values(require(path.join(folder, file)) as Record<string, unknown>)
		.filter((exported) => typeof exported === 'function')
		.map((Exported) => new (Exported as new () => unknown)()),
);
const ms = performance.now() - begin;
collect();
const bytes = process.memoryUsage().heapUsed - heap;
console.log(JSON.stringify({ ms, bytes, classes: kept.length }));
