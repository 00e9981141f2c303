import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { installN8n, isInstalled } from '../../test/n8n/install.mts';
import { N8nClient } from '../../test/n8n/n8n-client.mts';
import { N8nProcess } from '../../test/n8n/n8n-process.mts';
import { freePort } from '../../test/support/loopback.mts';
import { buildPackage, packPackage } from '../lib/pack.mts';
import { dim } from '../lib/steps.mts';
import { newOwner } from '../lib/world.mts';
import { print, type Stage } from './stage.mts';

/** What a demo leaves running. */
export interface Running {
	client: N8nClient;
	n8n: N8nProcess;
	owner: ReturnType<typeof newOwner>;
	/** The folder that workflows may write files to. */
	files: string;
}

/**
 * Everything up to an n8n that runs our package.
 *
 * @param publicUrl the address under which CINNOX reaches n8n, if there is one
 */
export async function startN8n(stage: Stage, publicUrl?: string): Promise<Running> {
	if (!isInstalled()) {
		print([dim('  The first run installs n8n, which takes minutes. Later runs take seconds.')]);
	}
	await stage.step('Install n8n', async ({ note, result }) => {
		if (!(await installN8n(note))) result('(already installed)');
	});
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-demo-'));
	let started: N8nProcess | undefined;
	stage.atEnd((failed) => {
		// After a failure n8n's log is worth keeping.
		const keep = failed && started && !stage.signal.aborted;
		if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
	});
	await stage.step('Build the package', async () => await buildPackage());
	const tarball = await stage.step('Pack it as for the registry', async ({ result }) => {
		const file = await packPackage(path.join(folder, 'packed'));
		result(`(${path.basename(file)})`);
		return file;
	});
	const files = path.join(folder, 'files');
	mkdirSync(files);
	return await stage.step('Start n8n with the package installed', async ({ result }) => {
		const start = N8nProcess.start({
			tarball,
			port: await freePort(5678),
			userFolder: folder,
			signal: stage.signal,
			env: {
				N8N_RESTRICT_FILE_ACCESS_TO: files,
				...(publicUrl ? { N8N_WEBHOOK_URL: publicUrl } : {}),
			},
		});
		stage.atEnd(async (failed) => {
			const n8n = await start.catch(() => undefined);
			if (failed && n8n && !stage.signal.aborted) showLog(n8n);
			await n8n?.stop();
		});
		started = await start;
		result(`(${started.baseUrl})`);
		return { client: new N8nClient(started.baseUrl), n8n: started, owner: newOwner(), files };
	});
}

function showLog(n8n: N8nProcess): void {
	print([
		'',
		dim('The last lines of n8n:'),
		n8n.logTail(20),
		`${dim('All of them:')} ${n8n.logFile}`,
	]);
}
