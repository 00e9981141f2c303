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
