import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { repoRoot } from './paths.mts';
import { run } from './run.mts';

/** Compiles the package into dist/. */
export async function buildPackage(): Promise<void> {
	await run('npm', ['run', '--silent', 'build'], { cwd: repoRoot });
}

/** Packs the built package as it would be published, and returns the path of the tarball. */
export async function packPackage(destination: string): Promise<string> {
	mkdirSync(destination, { recursive: true });
	await run('npm', ['pack', '--silent', '--pack-destination', destination], { cwd: repoRoot });
	const tarballs = readdirSync(destination).filter((file) => file.endsWith('.tgz'));
	if (tarballs.length !== 1 || !tarballs[0]) {
		throw new Error(`npm pack left ${tarballs.length} tarballs in ${destination}.`);
	}
	return path.join(destination, tarballs[0]);
}
