import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { exampleNames } from '../../scripts/lib/examples.mts';
import { repoRoot } from '../../scripts/lib/paths.mts';
import { N8nClient, type SavedWorkflow } from './n8n-client.mts';
import { waitFor } from './wait-for.mts';

/** `npm run demo` as a person starts it, in a process group of its own as in a terminal. */
function startDemo() {
	const npm = spawn('npm', ['run', 'demo'], {
		cwd: repoRoot,
		detached: true,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, NO_COLOR: '1' },
	});
	let output = '';
	for (const stream of [npm.stdout, npm.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	}
	const exited = new Promise<void>((resolve) => npm.once('exit', () => resolve()));
	return { pid: npm.pid!, exited, output: () => output };
}

const answers = async (url: string) =>
	await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
		() => true,
		() => false,
	);

const WAYS = [
	{ way: 'SIGTERM to npm', stop: (pid: number) => process.kill(pid, 'SIGTERM') },
	{ way: 'Ctrl-C', stop: (pid: number) => process.kill(-pid, 'SIGINT') },
];

test.each(WAYS)(
	'the demo imports all workflows and leaves nothing after $way',
	async ({ stop }) => {
		const demo = startDemo();
		try {
			await waitFor(() => demo.output().includes('Ctrl-C stops everything'), {
				describe: 'the demo',
				timeoutMs: 240_000,
				details: demo.output,
			});
			const shown = (name: string): string => {
				const [, value] = new RegExp(`^ +${name} +(.+)$`, 'm').exec(demo.output()) ?? [];
				if (value === undefined) throw new Error(`No ${name} in:\n${demo.output()}`);
				return value;
			};
			const [editor, simulator, files] = ['Editor', 'Base URL', 'Files'].map(shown) as [
				string,
				string,
				string,
			];
			const client = new N8nClient(editor);
			await client.login({ email: shown('E-mail'), password: shown('Password') });
			const workflows = await client.request<SavedWorkflow[]>('GET', '/rest/workflows');
			expect(workflows).toHaveLength(exampleNames.length);
			const answered = await fetch(`${simulator}/v1/api/apps/${shown('App ID')}/labels`, {
				headers: { authorization: `Bearer ${shown('App Token')}` },
			});
			expect(answered.status).toBe(200);
			// A person who tries a one-time password needs to see the PIN.
			const commands = [...demo.output().matchAll(/curl -X POST (\S+inboundSms) -d '(.+)'/g)];
			expect(commands).toHaveLength(1);
			const [[, address, body]] = commands as [RegExpExecArray];
			await fetch(address!, { method: 'POST', body: body!.replace('Hello!', 'Are you there?') });
			await waitFor(() => demo.output().includes('message "Are you there?"'), {
				describe: 'the reply to be shown',
				details: demo.output,
			});

			stop(demo.pid);
			await demo.exited;
			// npm that gets SIGTERM ends before what it has started.
			const isGone = async () =>
				!(await answers(editor)) && !(await answers(simulator)) && !existsSync(path.dirname(files));
			await waitFor(isGone, {
				describe: 'n8n, the simulator and the files to be gone',
				details: demo.output,
			});
			await waitFor(() => demo.output().includes('Stop and tidy up'), {
				describe: 'the last step',
			});
		} finally {
			try {
				process.kill(-demo.pid, 'SIGTERM');
			} catch {
				// It has ended.
			}
		}
	},
);
