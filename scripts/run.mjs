/**
 * Runs one of our scripts on Node.js 24, after installing what is missing.
 *
 *   node scripts/run.mjs scripts/demo.mts --once
 *
 * Everything behind `npm test` and `npm run demo` starts here, so that both work in a fresh clone on
 * a machine that has nothing but git and Node.js 18 or newer. So this file uses nothing else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const node = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node');
const stamp = join(root, 'node_modules', '.installed-lockfile');
const shell = process.platform === 'win32';

/** n8n 2.41, isolated-vm and undici 8 need it. */
const NODE_MAJOR = 24;

install();
run(process.argv.slice(2));

function install() {
	const lockfile = createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.digest('hex');
	const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile;
	if (installed && nodeMajor() >= NODE_MAJOR) return;
	console.log('Installing development packages (about a minute the first time) …');
	npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
	// The package `node` fetches the Node.js of this platform in its install script.
	npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
	if (nodeMajor() < NODE_MAJOR) {
		console.error(`Node.js ${NODE_MAJOR} could not be installed into node_modules/.bin/node.`);
		process.exit(1);
	}
	writeFileSync(stamp, lockfile);
}

function npm(args) {
	const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell });
	if (status !== 0) {
		console.error(`"npm ${args.join(' ')}" did not succeed, see above.`);
		process.exit(1);
	}
}

function nodeMajor() {
	const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', shell });
	return Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

function run(args) {
	const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
		cwd: root,
		stdio: 'inherit',
		shell,
		// In a group of its own, so that one Ctrl-C reaches it once: through us.
		detached: process.platform !== 'win32',
		env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => child.kill(signal));
	}
	// npm that is killed, or a shell between npm and us that is told to end, passes nothing on.
	if (process.env.npm_lifecycle_event) {
		const parent = process.ppid;
		const watch = setInterval(() => {
			if (process.ppid === parent) return;
			clearInterval(watch);
			child.kill('SIGTERM');
		}, 1000);
	}
	child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
