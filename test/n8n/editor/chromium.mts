/** A Chromium as the machine's own packages have it: found, or installed where that is possible. */
import { existsSync } from 'node:fs';

import { type Browser, chromium } from 'playwright-core';

import { CommandFailed, run } from '../../../scripts/lib/run.mts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Debian's package, without what it only recommends. */
const PACKAGE = 'chromium';

// Fonts that the editor asks for elsewhere never come, and a picture would wait for them.
process.env.PW_TEST_SCREENSHOT_NO_FONTS_READY ??= '1';

/** A browser that tests can start. */
export interface Chromium {
	executablePath: string;
}

/**
 * Finds Chromium, after installing it with apt-get where it is missing and this is root. No browser is
 * ever downloaded from elsewhere.
 *
 * @returns why there is none, as a text, where it can't be had
 */
export async function findChromium(
	progress: (step: string) => void = console.log,
): Promise<Chromium | string> {
	const found = lookUp();
	if (found) return found;
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		return `it needs Chromium (Debian: apt-get install ${PACKAGE})`;
	}
	progress('installing Chromium with apt-get ...');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	try {
		await run('apt-get', ['update'], { env });
		await run('apt-get', ['install', '-y', '--no-install-recommends', PACKAGE], { env });
	} catch (error) {
		if (!(error instanceof CommandFailed)) throw error;
	}
	return lookUp() ?? 'apt-get could not install Chromium';
}

/** For the title of a test: nothing, or that it is skipped and why. */
export function whySkipped(found: Chromium | string): string {
	return typeof found === 'string' ? ` (skipped: ${found})` : '';
}

/** Starts a browser without a window, that can reach nothing but this machine. */
export async function launchChromium(found: Chromium | string): Promise<Browser> {
	if (typeof found === 'string') throw new Error(`There is no browser: ${found}.`);
	return await chromium.launch({
		...found,
		headless: true,
		args: [
			'--no-sandbox', // Chromium refuses to run as root with one
			'--disable-gpu',
			'--disable-dev-shm-usage', // a container's is 64 MB, and a page that outgrows it hangs
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			// The editor looks for templates, banners and fonts elsewhere. Not by a route of Playwright, which
			// turns the browser's cache off: the editor would be loaded anew with every page.
			'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
		],
	});
}

function lookUp(): Chromium | undefined {
	const executablePath = PLACES.find((file) => existsSync(file));
	return executablePath === undefined ? undefined : { executablePath };
}
