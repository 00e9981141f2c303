import { defineConfig } from 'vitest/config';

/** n8n-core and the TypeScript of the tests need it; scripts/run.mjs has one whatever the machine has. */
const NODE_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR) {
	console.error(
		`The tests need Node.js ${NODE_MAJOR} and this is ${process.versions.node}: run "npm run test:file -- <file>" for single files, or "npm test", which bring their own.`,
	);
	// An error thrown here would be printed with the stack of whoever loads this file.
	process.exit(1);
}

/**
 * One project for each layer of tests: what is published, pure functions, n8n-core's engine, a real n8n, several of them.
 * `node scripts/run.mjs scripts/test.mts` runs them all; see README.md.
 */
export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'lint',
					include: ['test/lint/**/*.test.mts'],
					globalSetup: ['test/lint/global-setup.mts'],
					testTimeout: 60_000,
				},
			},
			{ test: { name: 'unit', include: ['test/unit/**/*.test.mts'], testTimeout: 20_000 } },
			{
				test: {
					name: 'engine',
					include: ['test/engine/**/*.test.mts'],
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{
				test: {
					name: 'n8n',
					include: ['test/n8n/**/*.test.mts'],
					globalSetup: ['test/n8n/global-setup.mts'],
					fileParallelism: false,
					testTimeout: 300_000,
					hookTimeout: 600_000,
				},
			},
			{
				test: {
					name: 'scale',
					include: ['test/scale/**/*.test.mts'],
					globalSetup: ['test/scale/global-setup.mts'],
					fileParallelism: false,
					testTimeout: 300_000,
					hookTimeout: 300_000,
				},
			},
		],
	},
});
