import { defineConfig } from 'vitest/config';

/**
 * One project for each layer of tests: pure functions, n8n-core's engine, a real n8n.
 * `node scripts/run.mjs scripts/test.mts` runs them all; see README.md.
 */
export default defineConfig({
	test: {
		projects: [
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
		],
	},
});
