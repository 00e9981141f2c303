import path from 'node:path';

/** The repository's root folder. */
export const repoRoot = path.resolve(import.meta.dirname, '../..');

/** The folder that holds the real n8n which the tests, the demo and the benchmark run. */
export const n8nFolder = path.join(repoRoot, 'test/n8n');
