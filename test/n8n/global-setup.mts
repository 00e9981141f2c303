import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { TestProject } from 'vitest/node';

import { buildPackage, packPackage } from '../../scripts/lib/pack.mts';
import { installN8n } from './install.mts';

declare module 'vitest' {
	interface ProvidedContext {
		/** The packed package, as a user would get it from the registry. */
		tarball: string;
	}
}

/** Installs n8n, then builds and packs the package, once for all tests that need a real n8n. */
export default async function setup(project: TestProject): Promise<() => void> {
	await installN8n((step) => console.log(`n8n: ${step} ...`));
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-pack-'));
	const cleanUp = () => rmSync(folder, { recursive: true, force: true });
	try {
		await buildPackage();
		project.provide('tarball', await packPackage(folder));
	} catch (error) {
		cleanUp();
		throw error;
	}
	return cleanUp;
}
