/**
 * Makes a release: checks, raises the version, writes CHANGELOG.md, commits and tags. Pushing the tag is
 * left to a person; GitHub Actions publish it then, with provenance (.github/workflows/publish.yml).
 *
 *   npm run release -- minor            or major, patch, 1.2.3; for the first one, the version as it is, too
 *   npm run release -- minor --dry-run  says what it would do
 *   npm run release -- --check v1.2.3   only checks that what is checked out may be published under this tag
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { type Owner, outdatedMentions, placeholdersIn } from './lib/owner.mts';
import { repoRoot } from './lib/paths.mts';
import { nextVersion, releaseChangelog, unreleasedChanges } from './lib/release.mts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { 'dry-run': { type: 'boolean' }, check: { type: 'string' } },
});

const at = (file: string) => path.join(repoRoot, file);
const read = (file: string) => readFileSync(at(file), 'utf8');
const readJson = <T,>(file: string) => JSON.parse(read(file)) as T;
const git = (...args: string[]) =>
	execFileSync('git', args, { cwd: repoRoot, encoding: 'utf8' }).trim();

const owner = readJson<Owner>('owner.json');

/** What forbids to publish what is here, whatever its version. */
function obstacles(): string[] {
	return [
		...placeholdersIn(owner).map(
			(placeholder) =>
				`owner.json: ${placeholder}. Fill it in, run "npm run owner" and commit what it writes.`,
		),
		...outdatedMentions(owner, read).map(
			(file) =>
				`${file} names another owner than owner.json. Run "npm run owner" and commit what it writes.`,
		),
	];
}

function check(tag: string): string[] {
	const { version } = readJson<{ version: string }>('package.json');
	return [
		...obstacles(),
		...(tag === `v${version}` ? [] : [`The tag is ${tag} and package.json says ${version}.`]),
		...(read('CHANGELOG.md').includes(`## [${version}] - `)
			? []
			: [`CHANGELOG.md has no section for ${version}: make releases with "npm run release".`]),
	];
}

function release(step: string, isDryRun: boolean): string[] {
	const branch = git('rev-parse', '--abbrev-ref', 'HEAD');
	const wrong = [
		...obstacles(),
		...(git('status', '--porcelain') === '' ? [] : ['There are changes that are not committed.']),
		...(branch === 'main' ? [] : [`This is branch ${branch}; releases are made from main.`]),
	];
	const { version: previous } = readJson<{ version: string }>('package.json');
	const isReleased = read('CHANGELOG.md').includes(`## [${previous}] - `);
	const version = step === previous && !isReleased ? step : nextVersion(previous, step);
	const changes = unreleasedChanges(read('CHANGELOG.md'));
	if (changes === '') wrong.push('CHANGELOG.md says nothing under "Unreleased".');
	console.log(`Release ${version}, after ${previous}:\n\n${changes}\n`);
	if (wrong.length > 0 || isDryRun) return wrong;

	const changelog = releaseChangelog(read('CHANGELOG.md'), {
		version,
		previous,
		date: new Date().toISOString().slice(0, 10),
		repository: owner.repository,
	});
	writeFileSync(at('CHANGELOG.md'), changelog);
	for (const file of ['package.json', 'package-lock.json']) writeVersion(file, version);
	git('commit', '--quiet', '--message', `Release ${version}`, '--', ...RELEASED);
	git('tag', '--annotate', `v${version}`, '--message', `Release ${version}`);
	console.log(`Committed and tagged. To publish: git push origin main v${version}`);
	return [];
}

const RELEASED = ['CHANGELOG.md', 'package.json', 'package-lock.json'];

function writeVersion(file: string, version: string): void {
	const manifest = readJson<{ version: string; packages?: Record<string, { version: string }> }>(
		file,
	);
	manifest.version = version;
	const root = manifest.packages?.[''];
	if (root) root.version = version;
	writeFileSync(at(file), `${JSON.stringify(manifest, null, '\t')}\n`);
}

let wrong: string[];
try {
	if (values.check !== undefined) wrong = check(values.check);
	else if (positionals.length === 1) wrong = release(positionals[0]!, values['dry-run'] === true);
	else wrong = ['Say what to release: npm run release -- patch, minor, major or 1.2.3.'];
} catch (error) {
	wrong = [(error as Error).message];
}
for (const obstacle of wrong) console.error(`✗ ${obstacle}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
