/**
 * Installs the real n8n that the tests, the demo and the benchmark run, into this folder's
 * node_modules. Idempotent: does nothing when the same lockfile is already installed.
 *
 * Alone: `node test/n8n/install.mts`
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { n8nFolder, repoRoot } from '../../scripts/lib/paths.mts';
import { run } from '../../scripts/lib/run.mts';

const modules = path.join(n8nFolder, 'node_modules');
const stampFile = path.join(modules, '.n8n-installed');
const lockFolder = path.join(n8nFolder, '.install.lock');

/** Called once for each step that really has to be done. */
export type Progress = (step: string) => void;

/** The Node.js 24 package of this platform, if pnpm installed one: binary and headers. */
function nodePackage(): string | undefined {
	const folder = path.join(modules, `node-${process.platform}-${process.arch}`);
	return existsSync(path.join(folder, 'bin/node')) ? folder : undefined;
}

/** The Node.js that runs n8n: the installed version 24, else the one running this, if new enough. */
export function nodeForN8n(): string {
	const folder = nodePackage();
	if (folder) return path.join(folder, 'bin/node');
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	throw new Error(
		`n8n 2.41 needs Node.js 24 or newer; this is ${process.versions.node} and there is no` +
			` packaged Node.js 24 for ${process.platform}-${process.arch}. Install Node.js 24.`,
	);
}

/** The folder of the installed n8n. */
export function n8nPackageFolder(): string {
	return realpathSync(path.join(modules, 'n8n'));
}

/** Whether n8n is installed for the lockfile in this checkout. */
export function isInstalled(): boolean {
	return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();
}

/** Installs n8n unless that has been done for this lockfile. Returns whether there was work to do. */
export async function installN8n(progress: Progress = () => {}): Promise<boolean> {
	if (isInstalled()) return false;
	await withLock(progress, async () => {
		if (isInstalled()) return;
		rmSync(stampFile, { force: true });
		ensureBuildTools(progress);
		await installPackages(progress);
		await compileSqlite(progress);
		progress('checking that the native modules load');
		await checkNativeModules();
		writeFileSync(stampFile, stamp());
	});
	return true;
}

function stamp(): string {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
		hash.update(readFileSync(path.join(n8nFolder, file))).update('\0');
	}
	return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`;
}

/** A demo and a test run may start at the same time; only one of them may install. */
async function withLock(progress: Progress, work: () => Promise<void>): Promise<void> {
	const pidFile = path.join(lockFolder, 'pid');
	for (let announced = false; ;) {
		try {
			mkdirSync(lockFolder);
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		if (!isLockHeld(pidFile)) {
			rmSync(lockFolder, { recursive: true, force: true });
			continue;
		}
		if (!announced) progress('waiting for another process that is installing n8n');
		announced = true;
		await sleep(1000);
	}
	const release = () => rmSync(lockFolder, { recursive: true, force: true });
	process.once('exit', release);
	try {
		writeFileSync(pidFile, String(process.pid));
		await work();
	} finally {
		process.off('exit', release);
		release();
	}
}

function isLockHeld(pidFile: string): boolean {
	let pid: number;
	try {
		pid = Number(readFileSync(pidFile, 'utf8'));
	} catch {
		// Either its owner is about to write its pid, or it died before it could.
		const age = Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
		return age < 5000;
	}
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function has(tool: string): boolean {
	return spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;
}

function ensureBuildTools(progress: Progress): void {
	const missing = ['python3', 'make', 'g++'].filter((tool) => !has(tool));
	if (missing.length === 0) return;
	const names = missing.join(', ');
	if (process.getuid?.() === 0 && has('apt-get')) {
		progress(`installing the build tools ${names} with apt-get`);
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
		for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...missing]]) {
			spawnSync('apt-get', args, { stdio: 'ignore', env });
		}
		if (missing.every(has)) return;
	}
	throw new Error(
		`n8n's SQLite driver has to be compiled, and these tools are missing: ${names}.` +
			' Install them (Debian, Ubuntu: apt-get install python3 make g++) and try again.',
	);
}

/** The environment of an installing process: Node.js 24 first on the PATH, nothing inherited from npm. */
function installEnvironment(): NodeJS.ProcessEnv {
	const node = nodePackage() ? nodeForN8n() : process.execPath;
	const env: NodeJS.ProcessEnv = {
		...process.env,
		PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
		CI: 'true', // no prompts, no progress bars
	};
	// Run by npm, this process carries npm's settings. Those of the root project, and those that say
	// what native modules are built for, are not meant for this folder.
	for (const name of Object.keys(env)) {
		if (
			/^npm_(package|lifecycle)_/i.test(name) ||
			/^npm_config_(local_prefix|prefix|global_prefix|nodedir|target|runtime|disturl)$/i.test(name)
		) {
			delete env[name];
		}
	}
	return env;
}

async function installPackages(progress: Progress): Promise<void> {
	const manifest = JSON.parse(readFileSync(path.join(n8nFolder, 'package.json'), 'utf8')) as {
		dependencies: { n8n: string };
	};
	progress(`installing n8n ${manifest.dependencies.n8n} with pnpm (about 2 GB on disk)`);
	const pnpm = path.join(repoRoot, 'node_modules/pnpm/bin/pnpm.cjs');
	if (!existsSync(pnpm)) throw new Error('pnpm is missing; run "npm install" in the root folder.');
	await run(process.execPath, [pnpm, 'install', '--frozen-lockfile'], {
		cwd: n8nFolder,
		env: installEnvironment(),
	});
}

/** Resolves a module as n8n itself would find it, also where pnpm keeps it out of n8n's own folder. */
function resolveFor(name: string): string {
	const store = path.join(modules, '.pnpm/node_modules', name);
	return realpathSync(store);
}

/** n8n keeps its database in SQLite, and no prebuilt driver is downloaded here: compile it once. */
async function compileSqlite(progress: Progress): Promise<void> {
	const folder = resolveFor('sqlite3');
	if (existsSync(path.join(folder, 'build/Release/node_sqlite3.node'))) return;
	progress("compiling n8n's SQLite driver (about a minute)");
	const headers = nodeHeaders();
	await run(
		nodeForN8n(),
		[
			path.join(modules, 'node-gyp/bin/node-gyp.js'),
			'rebuild',
			`--jobs=${os.availableParallelism()}`,
			...(headers ? [`--nodedir=${headers}`] : []),
		],
		{ cwd: folder, env: installEnvironment() },
	);
}

/** A folder with Node.js's C headers; without one, node-gyp downloads them. */
function nodeHeaders(): string | undefined {
	const candidates = [nodePackage(), path.resolve(nodeForN8n(), '../..')];
	return candidates.find(
		(folder) => folder && existsSync(path.join(folder, 'include/node/node_api.h')),
	);
}

async function checkNativeModules(): Promise<void> {
	for (const name of ['sqlite3', 'isolated-vm']) {
		const script = `require(${JSON.stringify(resolveFor(name))})`;
		await run(nodeForN8n(), ['-e', script], { env: installEnvironment() });
	}
}

/** Where a library is that n8n itself uses. */
export function resolveFromN8n(name: string): string {
	return createRequire(path.join(n8nPackageFolder(), 'package.json')).resolve(name);
}

/** Loads a library out of n8n's own dependencies, so that both use the same version. */
export function requireFromN8n<T>(name: string): T {
	return createRequire(path.join(n8nPackageFolder(), 'package.json'))(name) as T;
}

if (import.meta.main) {
	const started = performance.now();
	const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
	try {
		const worked = await installN8n((step) => console.log(`n8n: ${step} ... (${seconds()})`));
		console.log(worked ? `n8n: installed in ${seconds()}` : 'n8n: already installed');
	} catch (error) {
		console.error(`n8n could not be installed: ${(error as Error).message}`);
		process.exitCode = 1;
	}
}
