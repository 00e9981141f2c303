/**
 * Builds the package and runs the test files named, or all of a folder below a layer's, whatever layer they belong to.
 *
 *   npm run test:file -- test/engine/sms/send.test.mts
 *   npm run test:file -- test/engine/sms                                  all files of a folder
 *   npm run test:file -- test/unit/values/phone.test.mts -t 'plus sign'   tests with that in their name
 *   npm run test:file -- test/n8n/sms.test.mts --n8n 1.123.81             on an older n8n
 *
 * Ends with 1 when a test failed or none ran, with 2 when a file is none that can be run.
 */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { n8nVersion, VERSION_VARIABLE } from '../test/n8n/versions.mts';
import { buildPackage } from './lib/pack.mts';
import { repoRoot } from './lib/paths.mts';
import { type Layer, LONGEST, runVitest } from './lib/vitest.mts';

interface TestFile {
	path: string;
	layer: Layer;
}

const layers = Object.keys(LONGEST) as Layer[];
const usage = 'npm run test:file -- test/engine/sms/send.test.mts';

/** @throws Error that says why the file can't be run */
function toTestFile(name: string): TestFile {
	// npm runs scripts in the root folder, whichever folder the user is in.
	const places = [repoRoot, process.env.INIT_CWD ?? repoRoot];
	const file = places
		.map((folder) => path.resolve(folder, name))
		.find((place) => existsSync(place));
	if (!file) throw new Error(`There is no file ${name}.`);
	const [folder, layer, inside] = path.relative(repoRoot, file).split(path.sep);
	const isFolder = statSync(file).isDirectory();
	if (isFolder && inside === undefined) {
		throw new Error(`${name} is a whole layer or more. Run it so: npm run test:engine`);
	}
	if (folder !== 'test' || !isLayer(layer) || !(isFolder || file.endsWith('.test.mts'))) {
		const folders = layers.map((known) => `test/${known}`).join(', ');
		throw new Error(`${name} is no test: those are in ${folders} and end in .test.mts.`);
	}
	// Vitest takes what a path starts with: without the slash, sms would be sms2 as well.
	return { path: isFolder ? `${file}${path.sep}` : file, layer };
}

const isLayer = (name: string | undefined): name is Layer =>
	name !== undefined && Object.hasOwn(LONGEST, name);

async function main(): Promise<number> {
	let files: TestFile[];
	let name: string | undefined;
	const env: Record<string, string> = {};
	try {
		const { positionals, values } = parseArgs({
			allowPositionals: true,
			options: { testNamePattern: { type: 'string', short: 't' }, n8n: { type: 'string' } },
		});
		if (positionals.length === 0) throw new Error(`Name at least one test file: ${usage}`);
		files = positionals.map(toTestFile);
		name = values.testNamePattern;
		if (values.n8n) env[VERSION_VARIABLE] = n8nVersion(values.n8n).version;
	} catch (error) {
		console.error((error as Error).message);
		return 2;
	}
	try {
		await buildPackage();
	} catch (error) {
		console.error((error as Error).message);
		return 1;
	}
	const { passed, failed, skipped } = await runVitest(
		layers.filter((layer) => files.some((file) => file.layer === layer)),
		[...(name === undefined ? [] : ['--testNamePattern', name]), ...files.map((file) => file.path)],
		undefined,
		env,
	);
	if (passed + failed === 0) console.error('No test ran.');
	console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
	return failed > 0 || passed === 0 ? 1 : 0;
}

process.exitCode = await main();
