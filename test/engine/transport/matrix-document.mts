/** docs/fault-matrix.md, of which each test writes the part that it has observed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from '../harness.mts';

const DOCUMENT = join(packageRoot, 'docs/fault-matrix.md');

const marksOf = (name: string) => [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`] as const;

/** The part of the page between the marks of this name, as it stands there. */
export function readPart(name: string): string {
	const page = readFileSync(DOCUMENT, 'utf8');
	const [begin, end] = marksOf(name);
	const from = page.indexOf(begin);
	const to = page.indexOf(end);
	if (from === -1 || to < from) throw new Error(`docs/fault-matrix.md has no part "${name}"`);
	return page.slice(from + begin.length, to);
}

/** Writes a part anew where UPDATE_DOCS=1 asks for it. */
export function updatePart(name: string, text: string): void {
	if (process.env.UPDATE_DOCS !== '1') return;
	const page = readFileSync(DOCUMENT, 'utf8');
	const [begin, end] = marksOf(name);
	writeFileSync(
		DOCUMENT,
		page.replace(begin + readPart(name) + end, () => begin + text + end),
	);
}

/** A Markdown table, its cells as wide as they are. */
export function toTable(head: string[], rows: string[][]): string {
	const line = (cells: string[]) =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('');
}
