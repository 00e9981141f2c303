import { spawn } from 'node:child_process';

export interface RunOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
}

/** Thrown by {@link run}; carries what the command printed. */
export class CommandFailed extends Error {
	readonly output: string;

	constructor(command: string, reason: string, output: string) {
		const tail = output.trimEnd().split('\n').slice(-25).join('\n');
		super(`"${command}" ${reason}${tail ? `\n${tail}` : ''}`);
		this.name = 'CommandFailed';
		this.output = output;
	}
}

/** Runs a command without a shell and returns what it printed; throws {@link CommandFailed}. */
export async function run(
	command: string,
	args: string[],
	{ cwd, env }: RunOptions = {},
): Promise<string> {
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	// On Ctrl-C the caller exits at once; a compiler must not go on in the background.
	const killWithParent = () => child.kill('SIGTERM');
	process.once('exit', killWithParent);
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
	const line = [command, ...args].join(' ');
	try {
		return await new Promise<string>((resolve, reject) => {
			child.once('error', (error) => {
				reject(new CommandFailed(line, `could not be started: ${error.message}`, output));
			});
			child.once('close', (code, signal) => {
				if (code === 0) resolve(output);
				else reject(new CommandFailed(line, `ended with ${signal ?? `code ${code}`}`, output));
			});
		});
	} finally {
		process.off('exit', killWithParent);
	}
}

/**
 * Runs a command that prints for itself, and ends it and all that it started when it takes too long.
 *
 * @returns whether the command ended with 0 in time
 */
export async function runInTime(
	command: string,
	args: string[],
	{ cwd, env, minutes }: RunOptions & { minutes: number },
): Promise<boolean> {
	return await new Promise((resolve) => {
		const child = spawn(command, args, { cwd, env, stdio: 'inherit', detached: true });
		const timer = setTimeout(() => {
			console.log(`✗ ${command} did not end within ${minutes} minutes`);
			// The whole group: Vitest's workers and what they started.
			if (child.pid) process.kill(-child.pid, 'SIGKILL');
		}, minutes * 60_000);
		child.on('error', () => {
			clearTimeout(timer);
			resolve(false);
		});
		child.on('exit', (code) => {
			clearTimeout(timer);
			resolve(code === 0);
		});
	});
}
