/**
 * Writes nodes/values/phone/plans.ts from the installed libphonenumber-js, or checks it with `--check`.
 *
 * The package has no runtime dependencies, so it carries what it needs to know of phone numbers. After
 * an update of libphonenumber-js, run "npm run phone-plans" and commit the file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { repoRoot } from './lib/paths.mts';
import { toPlansFile } from './lib/phone-plans.mts';

const require = createRequire(import.meta.url);
const { version } = require('libphonenumber-js/package.json') as { version: string };

const file = join(repoRoot, 'nodes/values/phone/plans.ts');
const plans = toPlansFile(version);

if (!process.argv.includes('--check')) writeFileSync(file, plans);
else if (readFileSync(file, 'utf8') !== plans) {
	console.error(
		`nodes/values/phone/plans.ts is not what libphonenumber-js ${version} says: run "npm run phone-plans" and commit it.`,
	);
	process.exitCode = 1;
}
