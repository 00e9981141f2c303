/** What is published: how much, what of it is used, what the linters say of it, and what it comes with. */
import { execFileSync } from 'node:child_process';
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { ESLint } from 'eslint';
import { describe, expect, inject, test } from 'vitest';

import { repoRoot } from '../../scripts/lib/paths.mts';

/**
 * In bytes. The aim was 150 kB; code that a reviewer can read takes that for itself, and on top came the
 * numbering plans of all countries with 25 kB and their licences with 4, the ready workflows with 17,
 * README.md with 15, and what comes out of each operation with 5. What could be had without dropping
 * something or making the code harder to read is below 3 kB (indentation by tabs).
 */
const BUDGET = 223_000;

const folder = inject('packedFolder');
const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
	license: string;
	dependencies?: Record<string, string>;
	bundleDependencies?: string[];
	bundledDependencies?: string[];
	peerDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
};
const entries = [...manifest.n8n.nodes, ...manifest.n8n.credentials];

const text = (file: string) => readFileSync(path.join(folder, file), 'utf8');

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

test(`is smaller than ${BUDGET / 1000} kB`, () => {
	const { size } = statSync(inject('packedFile'));
	console.log(`The tarball has ${(size / 1000).toFixed(1)} kB.`);
	expect(size).toBeLessThan(BUDGET);
});

test('holds code that a node or the credential uses, and nothing else', () => {
	const used = new Set<string>();
	const follow = (file: string): void => {
		if (used.has(file)) return;
		used.add(file);
		const code = readFileSync(path.join(folder, file), 'utf8');
		for (const [, target] of code.matchAll(/require\("(\.[^"]*)"\)/g)) {
			const place = path.join(path.dirname(file), target!);
			const found = [`${place}.js`, path.join(place, 'index.js')].find((one) =>
				files.includes(one),
			);
			expect(found, `${target} of ${file}`).toBeDefined();
			follow(found!);
		}
	};
	entries.forEach(follow);
	const scripts = files.filter((file) => file.endsWith('.js'));
	expect(scripts.filter((file) => !used.has(file))).toEqual([]);
	const others = files.filter((file) => !file.endsWith('.js'));
	const known = [
		/^(package\.json|README\.md|LICENSE|NOTICE)$/,
		/^workflows\/[a-z-]+\.json$/,
		/^dist\/icons\/cinnox(\.dark)?\.svg$/,
		/^dist\/nodes\/\w+\/\w+\.node\.json$/,
		// What n8n shows of an output before the first run.
		/^dist\/nodes\/\w+\/__schema__\/[\w./]+\.json$/,
	];
	expect(others.filter((file) => !known.some((pattern) => pattern.test(file)))).toEqual([]);
});

test('bundles nothing, so that it has one licence: its own', () => {
	expect(manifest.license).toBe('MIT');
	expect(readFileSync(path.join(folder, 'LICENSE'), 'utf8')).toMatch(/^MIT License\n/);
	expect(manifest.dependencies ?? {}).toEqual({});
	expect([manifest.bundleDependencies, manifest.bundledDependencies]).toEqual([
		undefined,
		undefined,
	]);
	expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
	// Of others there is one table, which says so and comes with their licences.
	expect(files.filter((file) => /libphonenumber/.test(text(file)) && file.endsWith('.js'))).toEqual(
		['dist/nodes/values/phone/plans.js'],
	);
	for (const licence of ['LICENSE', 'LICENSE.Apache']) {
		const lines = readFileSync(`node_modules/libphonenumber-js/${licence}`, 'utf8').split('\n');
		for (const line of lines) expect(text('NOTICE')).toContain(line.trim());
	}
	// n8n brings it, and n8n's rules allow no range.
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	for (const file of files.filter((one) => one.endsWith('.js'))) {
		const code = readFileSync(path.join(folder, file), 'utf8');
		const foreign = [...code.matchAll(/require\("([^."][^"]*)"\)/g)].map(([, name]) => name);
		expect(foreign.filter((name) => !['n8n-workflow', 'node:crypto'].includes(name!))).toEqual([]);
	}
});

test('links to the repository of its owner only, and to places that README.md has', () => {
	const { repository } = JSON.parse(readFileSync('owner.json', 'utf8')) as { repository: string };
	const headings = [...readFileSync('README.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(
		([, heading]) =>
			heading!
				.toLowerCase()
				.replace(/[^\w -]/g, '')
				.replaceAll(' ', '-'),
	);
	const links = files
		.filter((file) => /^dist\/.*\.(js|json)$/.test(file))
		.flatMap((file) => text(file).match(/https:\/\/github\.com\/[\w./#-]*/g) ?? []);
	expect(links.length).toBeGreaterThanOrEqual(entries.length);
	const pages = ['readme', ...headings].map((place) => `${repository}#${place}`);
	const others = ['https://github.com/google/libphonenumber'];
	expect(links.filter((link) => ![...pages, ...others].includes(link))).toEqual([]);
});

test("passes n8n's newest plugin as it is packed, without inline exceptions", async () => {
	const eslint = new ESLint({
		cwd: folder,
		overrideConfigFile: true,
		allowInlineConfig: false,
		overrideConfig: [
			{
				files: ['**/*.js'],
				plugins: { '@n8n/community-nodes': n8nCommunityNodesPlugin },
				languageOptions: { sourceType: 'commonjs' },
				rules: {
					...n8nCommunityNodesPlugin.configs.recommended.rules,
					'no-console': 'error',
				},
			},
		],
	});
	const results = await eslint.lintFiles(['dist/**/*.js']);
	expect(results.length).toBeGreaterThan(50);
	const messages = results.flatMap(({ filePath, messages: found }) =>
		found.map(({ ruleId, message }) => `${path.relative(folder, filePath)} ${ruleId}: ${message}`),
	);
	expect(messages).toEqual([]);
});

/** Runs a script beside the packed files, for which n8n-workflow is what that folder holds. */
function runWith(n8nWorkflow: string, script: string): string {
	const modules = mkdtempSync(path.join(folder, '..', 'modules-'));
	symlinkSync(n8nWorkflow, path.join(modules, 'n8n-workflow'));
	return execFileSync(process.execPath, ['-e', script], {
		cwd: folder,
		encoding: 'utf8',
		env: { ...process.env, NODE_PATH: modules },
	});
}

describe('on n8n 1.85, which has n8n-workflow 1.83', () => {
	const oldest = path.join(repoRoot, 'node_modules/n8n-workflow-1.83');

	test.each(entries)('%s loads', (entry) => {
		const said = runWith(
			oldest,
			`
			const [Type] = Object.values(require(${JSON.stringify(`./${entry}`)}));
			const { description, properties } = new Type();
			console.log(require('n8n-workflow/package.json').version);
			console.log((description?.properties ?? properties).length > 0);`,
		);
		expect(said).toBe('1.83.0\ntrue\n');
	});

	test('everything that the code takes from there exists', () => {
		const names = files
			.filter((file) => file.endsWith('.js'))
			.flatMap((file) => [
				...readFileSync(path.join(folder, file), 'utf8').matchAll(/\bn8n_workflow_1\.(\w+)/g),
			])
			.map(([, name]) => name!);
		expect(names).toContain('NodeConnectionTypes');
		const n8nWorkflow = createRequire(import.meta.url)(oldest) as object;
		expect([...new Set(names)].filter((name) => !(name in n8nWorkflow))).toEqual([]);
	});
});

describe('on an n8n before 1.85', () => {
	test.each(entries)('%s says which n8n it needs', (entry) => {
		const older = mkdtempSync(path.join(folder, '..', 'older-'));
		writeFileSync(path.join(older, 'index.js'), 'exports.UserError = Error;');
		const said = runWith(
			older,
			`
			try { require(${JSON.stringify(`./${entry}`)}) }
			catch (error) { console.log(error.message) }`,
		);
		expect(said).toMatch(/^The CINNOX nodes need n8n 1\.85 or newer/);
	});
});
