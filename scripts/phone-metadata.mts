/**
 * Writes nodes/values/phone/plans.ts and NOTICE from the installed libphonenumber-js, or checks them with
 * `--check`.
 *
 * The package has no runtime dependencies, so it carries what it needs to know of phone numbers, and with
 * it the licences under which that is known. After an update of libphonenumber-js, run
 * "npm run phone-plans" and commit the files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { repoRoot } from './lib/paths.mts';
import { toNotice, toPlansFile } from './lib/phone-plans.mts';

const require = createRequire(import.meta.url);
const manifest = require.resolve('libphonenumber-js/package.json');
const { version } = require(manifest) as { version: string };
const library = (file: string) => readFileSync(path.join(path.dirname(manifest), file), 'utf8');

const written = {
	'nodes/values/phone/plans.ts': toPlansFile(version),
	NOTICE: toNotice(version, {
		mit: library('LICENSE'),
		apache: library('LICENSE.Apache'),
		authors: library('AUTHORS'),
	}),
};

for (const [name, text] of Object.entries(written)) {
	const file = path.join(repoRoot, name);
	if (!process.argv.includes('--check')) writeFileSync(file, text);
	else if (readFileSync(file, 'utf8') !== text) {
		console.error(
			`${name} is not what libphonenumber-js ${version} says: run "npm run phone-plans" and commit it.`,
		);
		process.exitCode = 1;
	}
}
