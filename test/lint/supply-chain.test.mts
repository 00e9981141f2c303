/** What CI runs, and on whose behalf files speak. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { load } from 'js-yaml';
import { expect, test } from 'vitest';

import { repoRoot } from '../../scripts/lib/paths.mts';
import { N8N_VERSIONS } from '../n8n/versions.mts';

const WORKFLOWS = path.join(repoRoot, '.github/workflows');
const workflows = readdirSync(WORKFLOWS).map((name) => ({
	name,
	text: readFileSync(path.join(WORKFLOWS, name), 'utf8'),
}));

interface Job {
	needs?: string;
	permissions?: Record<string, string>;
	strategy?: { matrix?: { n8n?: string[] } };
	steps: Array<{ uses?: string; run?: string }>;
}
const parse = (text: string) => load(text) as { jobs: Record<string, Job> };

test.each(workflows)(
	'$name pins every action to a commit and says which release it is',
	({ text }) => {
		const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action!);
		expect(uses.length).toBeGreaterThan(0);
		expect(
			uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)),
		).toEqual([]);
	},
);

test.each(workflows)('$name may do no more than it has to', ({ name, text }) => {
	const { permissions } = load(text) as { permissions: Record<string, string> };
	expect(permissions).toEqual({ contents: 'read' });
	for (const [job, { permissions: own, steps }] of Object.entries(parse(text).jobs)) {
		const isPublish = name === 'publish.yml' && job === 'publish';
		expect(own).toEqual(isPublish ? { contents: 'read', 'id-token': 'write' } : undefined);
		// Whoever may publish runs as little of other people's code as can be.
		if (isPublish) {
			expect(steps.flatMap(({ run }) => run ?? [])).toEqual([
				'npm ci --ignore-scripts',
				'npm run build',
				'npm publish --provenance --access public',
			]);
		}
	}
});

test('CI tries every n8n that is supported', () => {
	const ci = workflows.find(({ name }) => name === 'ci.yml')!;
	const matrix = Object.values(parse(ci.text).jobs).flatMap(
		({ strategy }) => strategy?.matrix?.n8n ?? [],
	);
	expect(matrix.toSorted()).toEqual(N8N_VERSIONS.map(({ version }) => version).toSorted());
});

test('nothing is published with a token, or without provenance', () => {
	const publish = workflows.find(({ name }) => name === 'publish.yml')!.text;
	expect(publish).toContain('npm publish --provenance');
	expect(publish).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./);
	expect(publish).toContain('npm run release -- --check');
	expect(parse(publish).jobs.publish?.needs).toBe('test');
});

test('one place says who publishes it', () => {
	execFileSync(process.execPath, ['scripts/owner.mts', '--check'], { cwd: repoRoot });
});
