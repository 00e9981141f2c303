import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/promises.md'), 'utf8');

/** The cells of the table's lines below its head. */
const promises = page
	.split('\n')
	.filter((line) => line.startsWith('| **'))
	.map((line) => line.slice(2, -2).split(' | '));

describe('docs/promises.md', () => {
	it.each(promises)('%s', (_promise, ends, shown) => {
		expect(ends.length).toBeGreaterThan(20);
		const tests = [...shown.matchAll(/`(test\/[^`]+\.test\.mts)` "([^"]+)"/g)];
		// Nothing else stands there than what was read.
		expect(tests.map(([text]) => text).join('; ')).toBe(shown);
		for (const [, file, name] of tests) {
			expect(existsSync(join(ROOT, file)), file).toBe(true);
			const text = readFileSync(join(ROOT, file), 'utf8');
			const isThere = [`'${name}'`, `"${name}"`, `'${name.replaceAll("'", "\\'")}'`].some((literal) =>
				text.includes(literal),
			);
			expect(isThere, `${file}: ${name}`).toBe(true);
		}
	});

	test('has as many lines as it had, or more', () => {
		expect(promises.length).toBeGreaterThanOrEqual(14);
	});
});
