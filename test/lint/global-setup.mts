import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { TestProject } from 'vitest/node';

import { buildPackage, packPackage } from '../../scripts/lib/pack.mts';

declare module 'vitest' {
	interface ProvidedContext {
		/** The packed package, as it would be published. */
		packedFile: string;
		/** What is in it. */
		packedFolder: string;
	}
}

/** Builds, packs and unpacks the package once for all tests of what is published. */
export default async function setup(project: TestProject): Promise<() => void> {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-lint-'));
	const cleanUp = () => rmSync(folder, { recursive: true, force: true });
	try {
		await buildPackage();
		const tarball = await packPackage(folder);
		execFileSync('tar', ['-xzf', tarball, '-C', folder]);
		project.provide('packedFile', tarball);
		project.provide('packedFolder', path.join(folder, 'package'));
	} catch (error) {
		cleanUp();
		throw error;
	}
	return cleanUp;
}
