/**
 * n8n's community-package scanner, offline: the same rules that decide about verification, on the
 * source as it would be attested and on the tarball as it would be published.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ScanResult {
	name: string;
	passed: boolean;
	details: string;
}

/** What a published package must not hold. */
const NOT_FOR_USERS =
	/\.(test\.|png$|jpe?g$|tsbuildinfo$|mts$|map$)|(^|\/)(test|benchmark|api|scripts)\//;

/** Scans the package in `root`; it must be built. */
export async function scanPackage(root: string): Promise<ScanResult[]> {
	// No types are published for it.
	// @ts-expect-error TS7016
	const scanner = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const folder = mkdtempSync(join(tmpdir(), 'n8n-cinnox-scan-'));
	try {
		const packed = JSON.parse(
			execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
				cwd: root,
				encoding: 'utf8',
				stdio: ['ignore', 'pipe', 'ignore'],
			}),
		);
		const [{ filename, files }] = Array.isArray(packed) ? packed : Object.values(packed);
		execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
		const source = await scanner.analyzePackage(root, scanner.SOURCE_FILE_PATTERNS);
		const tarball = await scanner.analyzePackage(join(folder, 'package'), [
			'**/*.js',
			'package.json',
		]);
		const superfluous = files
			.map(({ path }: { path: string }) => path)
			.filter((path: string) => NOT_FOR_USERS.test(path));
		const { dependencies } = JSON.parse(
			readFileSync(join(folder, 'package', 'package.json'), 'utf8'),
		);
		return [
			toResult('source', source),
			toResult('tarball', tarball),
			{
				name: 'tarball holds only what users need',
				passed: superfluous.length === 0,
				details: superfluous.join('\n'),
			},
			{
				name: 'no runtime dependencies',
				passed: Object.keys(dependencies ?? {}).length === 0,
				details: JSON.stringify(dependencies),
			},
		];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function toResult(
	name: string,
	{ passed, message, details }: { passed: boolean; message?: string; details?: string },
): ScanResult {
	return { name, passed, details: [message, details].filter(Boolean).join('\n') };
}
