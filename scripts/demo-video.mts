/**
 * Records a video of what the nodes do, in a real n8n with this package and the simulated CINNOX: adding the
 * credential, sending an SMS, and a workflow that an SMS starts.
 *
 *   npm run demo:video                   writes .cache/demo.webm
 *   npm run demo:video -- FOLDER/x.webm
 *
 * It needs Chromium and ffmpeg (Debian: apt-get install chromium ffmpeg); nothing is downloaded but n8n.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { repoRoot } from './lib/paths.mts';

const { positionals } = parseArgs({ allowPositionals: true });
const file = path.resolve(process.env.INIT_CWD ?? repoRoot, positionals[0] ?? '');
const video = positionals[0] ? file : path.join(repoRoot, '.cache/demo.webm');
const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-cinnox-video-'));
try {
	offerFfmpeg();
	mkdirSync(path.dirname(video), { recursive: true });
	// Playwright reads where its programs are when it is loaded.
	const { recordDemo } = await import('./demo/video.mts');
	await recordDemo(video, folder);
	console.log(`The video is in ${video}`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/**
 * Playwright records with an ffmpeg of its own, which it downloads; the machine's does as well where it has
 * the codec VP9. So it gets one in a folder that looks like its own.
 *
 * @throws Error where there is none
 */
function offerFfmpeg(): void {
	const ffmpeg = (process.env.PATH ?? '')
		.split(path.delimiter)
		.map((place) => path.join(place, 'ffmpeg'))
		.find((one) => existsSync(one));
	if (!ffmpeg)
		throw new Error('There is no ffmpeg on this machine (Debian: apt-get install ffmpeg).');
	const { resolve } = createRequire(import.meta.url);
	const manifest = resolve('playwright-core/package.json');
	const { browsers } = JSON.parse(
		readFileSync(path.join(path.dirname(manifest), 'browsers.json'), 'utf8'),
	) as { browsers: Array<{ name: string; revision: string }> };
	const { revision } = browsers.find(({ name }) => name === 'ffmpeg')!;
	const place = path.join(folder, 'programs', `ffmpeg-${revision}`);
	mkdirSync(place, { recursive: true });
	const platform = { darwin: 'mac', win32: 'win64.exe' }[process.platform as string] ?? 'linux';
	symlinkSync(ffmpeg, path.join(place, `ffmpeg-${platform}`));
	process.env.PLAYWRIGHT_BROWSERS_PATH = path.join(folder, 'programs');
}
