/**
 * Installs the real n8n that the tests, the demo and the benchmark run, into the node_modules of its
 * version's folder. Idempotent: does nothing when the same lockfile is already installed.
 *
 * Alone: `node test/n8n/install.mts`, or with an older version: `node test/n8n/install.mts 1.123.81`
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	copyFileSync,
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

import { repoRoot } from '../../scripts/lib/paths.mts';
import { run } from '../../scripts/lib/run.mts';
import { chosenN8n, N8N_VERSIONS, n8nVersion, type N8nVersion } from './versions.mts';

const modulesOf = ({ folder }: N8nVersion) => path.join(folder, 'node_modules');
const stampFileOf = (n8n: N8nVersion) => path.join(modulesOf(n8n), '.n8n-installed');

/** Called once for each step that really has to be done. */
export type Progress = (step: string) => void;

/** The Node.js package of this platform, if pnpm installed one for that n8n: binary and headers. */
function nodePackage(n8n: N8nVersion): string | undefined {
	const folder = path.join(modulesOf(n8n), `node-${process.platform}-${process.arch}`);
	return existsSync(path.join(folder, 'bin/node')) ? folder : undefined;
}

/** The Node.js that runs an n8n: the installed one, else the one running this, if it will do. */
export function nodeForN8n(n8n = chosenN8n()): string {
	const folder = nodePackage(n8n);
	if (folder) return path.join(folder, 'bin/node');
	const { version, nodeMajor } = n8n;
	if (Number(process.versions.node.split('.')[0]) === nodeMajor) return process.execPath;
	throw new Error(
		`n8n ${version} is tested with Node.js ${nodeMajor}; this is ${process.versions.node} and there` +
			` is no packaged Node.js ${nodeMajor} for ${process.platform}-${process.arch}.` +
			` Run this with Node.js ${nodeMajor}.`,
	);
}

/** The folder of an installed n8n. */
export function n8nPackageFolder(n8n = chosenN8n()): string {
	return realpathSync(path.join(modulesOf(n8n), 'n8n'));
}

/** Whether an n8n is installed for the lockfile in this checkout. */
export function isInstalled(n8n = chosenN8n()): boolean {
	const stampFile = stampFileOf(n8n);
	return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp(n8n);
}

/** Installs n8n unless that has been done for this lockfile. Returns whether there was work to do. */
export async function installN8n(
	progress: Progress = () => {},
	n8n = chosenN8n(),
): Promise<boolean> {
	if (isInstalled(n8n)) return false;
	await withLock(n8n, progress, async () => {
		if (isInstalled(n8n)) return;
		rmSync(stampFileOf(n8n), { force: true });
		ensureBuildTools(progress);
		await installPackages(n8n, progress);
		await compileSqlite(n8n, progress);
		progress('checking that the native modules load');
		await checkNativeModules(n8n);
		writeFileSync(stampFileOf(n8n), stamp(n8n));
	});
	return true;
}

function stamp({ folder }: N8nVersion): string {
	const hash = createHash('sha256');
	for (const file of ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
		hash.update(readFileSync(path.join(folder, file))).update('\0');
	}
	return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`;
}

/** A demo and a test run may start at the same time; only one of them may install. */
async function withLock(
	{ folder }: N8nVersion,
	progress: Progress,
	work: () => Promise<void>,
): Promise<void> {
	const lockFolder = path.join(folder, '.install.lock');
	const pidFile = path.join(lockFolder, 'pid');
	for (let announced = false; ;) {
		try {
			mkdirSync(lockFolder);
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		if (!isLockHeld(lockFolder, pidFile)) {
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

function isLockHeld(lockFolder: string, pidFile: string): boolean {
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

/** The environment of an installing process: n8n's Node.js first on the PATH, nothing inherited from npm. */
function installEnvironment(n8n: N8nVersion): NodeJS.ProcessEnv {
	const node = nodePackage(n8n) ? nodeForN8n(n8n) : process.execPath;
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

async function installPackages(n8n: N8nVersion, progress: Progress): Promise<void> {
	progress(`installing n8n ${n8n.version} with pnpm (about 2 GB on disk)`);
	const pnpm = path.join(repoRoot, 'node_modules/pnpm/bin/pnpm.cjs');
	if (!existsSync(pnpm)) throw new Error('pnpm is missing; run "npm install" in the root folder.');
	await run(process.execPath, [pnpm, 'install', '--frozen-lockfile'], {
		cwd: n8n.folder,
		env: installEnvironment(n8n),
	});
}

/** Resolves a module as n8n itself would find it, also where pnpm keeps it out of n8n's own folder. */
function resolveFor(n8n: N8nVersion, name: string): string {
	const store = path.join(modulesOf(n8n), '.pnpm/node_modules', name);
	return realpathSync(store);
}

const SQLITE_DRIVER = 'build/Release/node_sqlite3.node';

/** n8n keeps its database in SQLite, and no prebuilt driver is downloaded here: compile it once. */
async function compileSqlite(n8n: N8nVersion, progress: Progress): Promise<void> {
	const folder = resolveFor(n8n, 'sqlite3');
	const driver = path.join(folder, SQLITE_DRIVER);
	if (existsSync(driver)) return;
	const compiled = compiledDriver(n8n);
	if (compiled) {
		progress("taking n8n's SQLite driver from another version");
		mkdirSync(path.dirname(driver), { recursive: true });
		copyFileSync(compiled, driver);
		return;
	}
	progress("compiling n8n's SQLite driver (about a minute)");
	const headers = nodeHeaders(n8n);
	await run(
		nodeForN8n(n8n),
		[
			path.join(modulesOf(n8n), 'node-gyp/bin/node-gyp.js'),
			'rebuild',
			`--jobs=${os.availableParallelism()}`,
			...(headers ? [`--nodedir=${headers}`] : []),
		],
		{ cwd: folder, env: installEnvironment(n8n) },
	);
}

/** The same driver as another n8n has it: it is built against Node-API, so that Node.js 22 and 24 both load it. */
function compiledDriver(n8n: N8nVersion): string | undefined {
	const versionOf = (one: N8nVersion): unknown =>
		(
			JSON.parse(readFileSync(path.join(resolveFor(one, 'sqlite3'), 'package.json'), 'utf8')) as {
				version: unknown;
			}
		).version;
	const wanted = versionOf(n8n);
	return N8N_VERSIONS.filter((other) => other !== n8n && isInstalled(other))
		.filter((other) => versionOf(other) === wanted)
		.map((other) => path.join(resolveFor(other, 'sqlite3'), SQLITE_DRIVER))
		.find(existsSync);
}

/** A folder with Node.js's C headers; without one, node-gyp downloads them. */
function nodeHeaders(n8n: N8nVersion): string | undefined {
	const candidates = [nodePackage(n8n), path.resolve(nodeForN8n(n8n), '../..')];
	return candidates.find(
		(folder) => folder && existsSync(path.join(folder, 'include/node/node_api.h')),
	);
}

async function checkNativeModules(n8n: N8nVersion): Promise<void> {
	for (const name of ['sqlite3', 'isolated-vm']) {
		const script = `require(${JSON.stringify(resolveFor(n8n, name))})`;
		await run(nodeForN8n(n8n), ['-e', script], { env: installEnvironment(n8n) });
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
		const asked = process.argv[2];
		const worked = await installN8n(
			(step) => console.log(`n8n: ${step} ... (${seconds()})`),
			asked ? n8nVersion(asked) : undefined,
		);
		console.log(worked ? `n8n: installed in ${seconds()}` : 'n8n: already installed');
	} catch (error) {
		console.error(`n8n could not be installed: ${(error as Error).message}`);
		process.exitCode = 1;
	}
}
