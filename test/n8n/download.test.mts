import { createHash, randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { startWorld, type World } from '../../scripts/lib/world.mts';
import { fileAnswer, WAV_BYTES } from '../simulator/files.mts';
import type { NodeItem, WorkflowJson } from './n8n-client.mts';

const MB = 1024 * 1024;

/** Where n8n keeps files, by the value of N8N_DEFAULT_BINARY_DATA_MODE. */
const MODES = [
	{ mode: 'filesystem', where: 'on disk', kept: /^filesystem-v2:/ },
	{ mode: 'database', where: 'in its database', kept: /^database:/ },
	{ mode: 'default', where: 'in memory', kept: undefined },
];

describe.each(MODES)('Recording > Download where n8n keeps files $where', ({ mode, kept }) => {
	let world: World;
	beforeAll(async () => {
		world = await startWorld({
			n8n: {
				tarball: inject('tarball'),
				env: {
					N8N_DEFAULT_BINARY_DATA_MODE: mode,
					// n8n 1.x offers only the first unless it is told.
					N8N_AVAILABLE_BINARY_DATA_MODES: 'filesystem,database',
				},
			},
		});
	});
	afterAll(async () => {
		await world?.dispose();
	});

	const download = async (file: string, options: Record<string, unknown> = {}) => {
		const { id } = await world.client.createWorkflow({
			name: `Download ${file}`,
			nodes: [
				{
					id: randomUUID(),
					name: 'Start',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: randomUUID(),
					name: 'Download',
					type: 'n8n-nodes-cinnox.cinnox',
					typeVersion: 1,
					position: [200, 0],
					parameters: {
						resource: 'recording',
						operation: 'download',
						url: `${world.simulator.url}/files/${file}`,
						options,
					},
					credentials: { cinnoxApi: world.credential },
				},
			],
			connections: { Start: { main: [[{ node: 'Download', type: 'main', index: 0 }]] } },
		} satisfies WorkflowJson);
		const { data } = await world.client.runAndWait(id, 'Start', 60_000);
		return data.resultData.runData.Download![0]!;
	};

	const bytesOf = async ({ binary }: NodeItem): Promise<Buffer> => {
		const { id, data } = binary!.data as { id?: string; data: string };
		if (id === undefined) return Buffer.from(data, 'base64');
		return await world.client.download(
			`/rest/binary-data?${new URLSearchParams({ id, action: 'download' })}`,
		);
	};

	test('a recording comes whole, with its size', async () => {
		const [item] = (await download('call-1.wav')).data!.main[0]!;

		expect(item!.json).toEqual({
			fileName: 'call-1.wav',
			mimeType: 'audio/wav',
			bytes: WAV_BYTES.length,
		});
		const { id } = item!.binary!.data as { id?: string };
		if (kept === undefined) expect(id).toBeUndefined();
		else expect(id).toMatch(kept);
		expect((await bytesOf(item!)).equals(WAV_BYTES)).toBe(true);
	});

	test('a file of 20 MB comes whole', async () => {
		const [item] = (await download(`long.wav?bytes=${20 * MB}`)).data!.main[0]!;

		expect(item!.json.bytes).toBe(20 * MB);
		const hash = createHash('sha256');
		for await (const chunk of fileAnswer('long.wav', 20 * MB).body as AsyncIterable<Buffer>) {
			hash.update(chunk);
		}
		expect(
			createHash('sha256')
				.update(await bytesOf(item!))
				.digest('hex'),
		).toBe(hash.digest('hex'));
	});

	test('one that is too large, or breaks off every time, is refused', async () => {
		const large = await download(`large.wav?bytes=${2 * MB}`, { maxFileSize: 1 });
		expect(large.error?.message).toContain("'Max File Size (MB)'");

		world.simulator.faults.add({ kind: 'halfBody', path: 'broken.wav', times: Infinity });
		const broken = await download('broken.wav');
		expect(broken.error?.message).toContain('broke before the whole file was there');
	});
});
