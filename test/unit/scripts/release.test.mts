import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { MENTIONS, outdatedMentions, placeholdersIn } from '../../../scripts/lib/owner.mts';
import { repoRoot } from '../../../scripts/lib/paths.mts';
import { nextVersion, releaseChangelog, unreleasedChanges } from '../../../scripts/lib/release.mts';

const acme = {
	name: 'Acme',
	email: 'nodes@acme.dev',
	repository: 'https://github.com/acme/n8n-nodes-cinnox',
};

describe('the version', () => {
	test.each([
		['patch', '1.2.4'],
		['minor', '1.3.0'],
		['major', '2.0.0'],
		['1.10.0', '1.10.0'],
	])('1.2.3 and %s make %s', (step, next) => {
		expect(nextVersion('1.2.3', step)).toBe(next);
	});

	test.each(['1.2.3', '1.2.2', '1.1.9', '0.9.9', 'next', 'v1.3.0', '1.3', ''])(
		'after 1.2.3 is not "%s"',
		(step) => {
			expect(() => nextVersion('1.2.3', step)).toThrow();
		},
	);
});

describe('the change log', () => {
	const first = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- All of it.\n';
	const release = { previous: '0.1.0', date: '2026-12-01', repository: acme.repository };

	test('puts what is unreleased under the version, and links it', () => {
		const once = releaseChangelog(first, { ...release, version: '0.2.0' });
		expect(once).toBe(
			'# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n### Added\n\n- All of it.\n\n' +
				`[Unreleased]: ${acme.repository}/compare/v0.2.0...HEAD\n` +
				`[0.2.0]: ${acme.repository}/releases/tag/v0.2.0\n`,
		);
		expect(unreleasedChanges(once)).toBe('');

		const more = once.replace('## [Unreleased]\n', '## [Unreleased]\n\n### Fixed\n\n- Some.\n');
		expect(unreleasedChanges(more)).toBe('### Fixed\n\n- Some.');
		const twice = releaseChangelog(more, { ...release, previous: '0.2.0', version: '0.2.1' });
		expect(twice).toContain('## [Unreleased]\n\n## [0.2.1] - 2026-12-01\n\n### Fixed');
		expect(twice.split('\n').slice(-4)).toEqual([
			`[Unreleased]: ${acme.repository}/compare/v0.2.1...HEAD`,
			`[0.2.1]: ${acme.repository}/compare/v0.2.0...v0.2.1`,
			`[0.2.0]: ${acme.repository}/releases/tag/v0.2.0`,
			'',
		]);
	});

	test('with nothing unreleased there is no release', () => {
		const once = releaseChangelog(first, { ...release, version: '0.2.0' });
		expect(() => releaseChangelog(once, { ...release, version: '0.3.0' })).toThrow('Unreleased');
		expect(() => unreleasedChanges('# Changelog\n')).toThrow('Unreleased');
	});
});

describe('the owner', () => {
	test('is complete, or it is said what is missing', () => {
		expect(placeholdersIn(acme)).toEqual([]);
		expect(placeholdersIn({ ...acme, name: 'OWNER' })).toHaveLength(1);
		for (const email of ['owner@example.com', 'a@b.test', 'nobody', '']) {
			expect(placeholdersIn({ ...acme, email }), email).toHaveLength(1);
		}
		for (const repository of ['https://gitlab.com/a/b', 'github.com/a/b', 'https://github.com/a']) {
			expect(placeholdersIn({ ...acme, repository }), repository).toHaveLength(1);
		}
		const repository = 'https://github.com/OWNER/n8n-nodes-cinnox';
		expect(placeholdersIn({ ...acme, repository })).toHaveLength(1);
	});

	test.each(MENTIONS.map(({ file, write }) => [file, write] as const))(
		'is written into %s, and replaced there',
		(file, write) => {
			const text = readFileSync(path.join(repoRoot, file), 'utf8');
			const once = write(text, acme);
			expect(once).not.toContain('OWNER');
			expect(once).not.toContain('owner@example.com');
			const other = { name: 'B', email: 'b@b.dev', repository: 'https://github.com/b/c' };
			expect(write(write(once, other), acme)).toBe(once);
			expect(write(once, acme)).toBe(once);
		},
	);

	test('is missing where a file names another one', () => {
		const files = new Map(
			MENTIONS.map(({ file, write }) => {
				return [file, write(readFileSync(path.join(repoRoot, file), 'utf8'), acme)];
			}),
		);
		const read = (file: string) => files.get(file)!;
		expect(outdatedMentions(acme, read)).toEqual([]);
		files.set('LICENSE', read('LICENSE').replace('Acme', 'Somebody'));
		expect(outdatedMentions(acme, read)).toEqual(['LICENSE']);
	});
});
