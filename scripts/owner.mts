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

import { format, getFileInfo, resolveConfig } from 'prettier';

import { MENTIONS, type Owner, outdatedMentions, placeholdersIn } from './lib/owner.mts';
import { repoRoot } from './lib/paths.mts';

const { values } = parseArgs({
	options: { check: { type: 'boolean' }, release: { type: 'boolean' } },
});
const at = (file: string) => path.join(repoRoot, file);
const read = (file: string) => readFileSync(at(file), 'utf8');
const owner = JSON.parse(read('owner.json')) as Owner;

/** A line may have become too long, and lint would refuse it. */
async function formatted(file: string, text: string): Promise<string> {
	const { ignored, inferredParser } = await getFileInfo(at(file), {
		ignorePath: at('.prettierignore'),
	});
	if (ignored || inferredParser === null) return text;
	return await format(text, { ...(await resolveConfig(at(file))), filepath: at(file) });
}

const complaints: string[] = [];
for (const file of outdatedMentions(owner, read)) {
	if (values.check || values.release) {
		complaints.push(`${file} names another owner than owner.json: run "npm run owner".`);
	} else {
		const { write } = MENTIONS.find((mention) => mention.file === file)!;
		writeFileSync(at(file), await formatted(file, write(read(file), owner)));
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
