/**
 * Writes the owner of owner.json into everything that names one, or checks it.
 *
 *   npm run owner                     writes them
 *   npm run owner -- --check          ends with 1 when one says something else
 *   npm run owner -- --release        ends with 1 while the owner is a placeholder, too
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { MENTIONS, type Owner, placeholdersIn } from './lib/owner.mts';
import { repoRoot } from './lib/paths.mts';

const { values } = parseArgs({
	options: { check: { type: 'boolean' }, release: { type: 'boolean' } },
});
const read = (file: string) => readFileSync(path.join(repoRoot, file), 'utf8');
const owner = JSON.parse(read('owner.json')) as Owner;

const complaints: string[] = [];
for (const { file, write } of MENTIONS) {
	const before = read(file);
	const after = write(before, owner);
	if (before === after) continue;
	if (values.check || values.release) {
		complaints.push(`${file} names another owner than owner.json: run "npm run owner".`);
	} else {
		writeFileSync(path.join(repoRoot, file), after);
		console.log(`${file} written`);
	}
}
if (values.release) {
	for (const placeholder of placeholdersIn(owner)) {
		complaints.push(`owner.json: ${placeholder}. Fill it in, then run "npm run owner".`);
	}
}
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
