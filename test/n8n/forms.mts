/**
 * Takes a picture of every form of the CINNOX node as a person sees it who has just picked an
 * operation: what is required is marked, what can be added is listed.
 *
 *   node test/n8n/forms.mts FOLDER [RESOURCE...] [--dark] [--open]
 *
 * `--open` adds every optional field first.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import type { Resource } from '../../nodes/Cinnox/operation/definition.ts';
import { packPackage } from '../../scripts/lib/pack.mts';
import { repoRoot } from '../../scripts/lib/paths.mts';
import { startWorld, type World } from '../../scripts/lib/world.mts';
import { Editor } from './editor.mts';

const { resources } = createRequire(import.meta.url)(
	path.join(repoRoot, 'dist/nodes/Cinnox/resources'),
) as { resources: Resource[] };

interface FormsOptions {
	/** Resources by value; none = all. */
	only?: string[];
	dark?: boolean;
	/** Whether every optional field is added before the picture. */
	open?: boolean;
}

/** Pictures of the forms, as PNG files in `folder`. */
export async function takeForms(
	{ client, n8n, owner, credential }: World,
	folder: string,
	{ only = [], dark = false, open = false }: FormsOptions = {},
): Promise<string[]> {
	mkdirSync(folder, { recursive: true });
	const files: string[] = [];
	const editor = await Editor.open(n8n.baseUrl, owner, { dark, height: 1500 });
	try {
		for (const { value: resource, operations } of resources) {
			if (only.length > 0 && !only.includes(resource)) continue;
			const { id } = await client.createWorkflow({
				name: resource,
				nodes: operations.map(({ value: operation }, index) => ({
					id: randomUUID(),
					name: operation,
					type: 'n8n-nodes-cinnox.cinnox',
					typeVersion: 1,
					position: [250 * (index % 3), 200 * Math.floor(index / 3)] as [number, number],
					parameters: { resource, operation },
					credentials: { cinnoxApi: credential },
				})),
				connections: {},
			});
			await editor.openWorkflow(id);
			for (const { value: operation } of operations) {
				await editor.openNode(operation);
				if (open) await editor.addAllFields();
				const file = path.join(folder, `${resource}-${operation}.png`);
				await editor.formScreenshot(file);
				files.push(file);
				await editor.closeNode();
			}
		}
	} catch (error) {
		await editor.screenshot(path.join(folder, 'failed.png'));
		throw error;
	} finally {
		await editor.close();
	}
	return files;
}

if (import.meta.main) {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { dark: { type: 'boolean' }, open: { type: 'boolean' } },
	});
	const [folder, ...only] = positionals;
	if (!folder) throw new Error('Name the folder for the pictures.');
	const pack = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-pack-'));
	let world: World | undefined;
	try {
		world = await startWorld({
			n8n: { tarball: await packPackage(pack) },
			simulator: { now: new Date().toISOString() },
		});
		for (const file of await takeForms(world, folder, { only, ...values })) console.log(file);
	} finally {
		await world?.dispose();
		rmSync(pack, { recursive: true, force: true });
	}
}
