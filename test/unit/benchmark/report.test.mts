import { describe, expect, it } from 'vitest';

import { toSvg } from '../../../benchmark/lib/chart.mts';
import { table, toMarkdown } from '../../../benchmark/lib/markdown.mts';
import type { Comparison, Goal } from '../../../benchmark/lib/results.mts';
import { format, isReached, medianOf, ratio, shortTitle } from '../../../benchmark/lib/results.mts';

const comparison: Comparison = {
	id: 'a',
	title: '200 items',
	unit: 'ms',
	measurements: [
		{ contender: 'HTTP Request', values: [400, 390, 1_000] },
		{ contender: 'CINNOX', values: [200, 100, 300], note: 'at most 10 at once' },
	],
	remarks: ['Said below.'],
};

const goal = (value: number, better: Goal['better']): Goal => ({
	id: 'a',
	text: 'Time',
	value,
	limit: 0.75,
	better,
});

describe('the results', () => {
	it('compare medians', () => {
		expect(medianOf(comparison, 'CINNOX')).toBe(200);
		expect(ratio(comparison, 'CINNOX', 'HTTP Request')).toBe(0.5);
		expect(() => medianOf(comparison, 'Nobody')).toThrow('"Nobody"');
	});

	it.each([
		['1,000 items, one SMS each', '1,000 items'],
		['500 recipients of one text: one item against 500', '500 recipients of one text'],
		['Events', 'Events'],
	])('shorten "%s"', (title, short) => {
		expect(shortTitle({ ...comparison, title })).toBe(short);
	});

	it('know whether a goal is reached', () => {
		expect(isReached(goal(0.75, 'below'))).toBe(true);
		expect(isReached(goal(0.76, 'below'))).toBe(false);
		expect(isReached(goal(0.75, 'above'))).toBe(true);
		expect(isReached(goal(0.74, 'above'))).toBe(false);
	});

	it.each([
		[1_234.5, '1,235'],
		[99.94, '99.9'],
		[1.234, '1.23'],
		[0, '0.00'],
		[Number.NaN, '–'],
	])('show %d as %s', (value, text) => {
		expect(format(value)).toBe(text);
	});
});

describe('the page', () => {
	const page = toMarkdown({
		machine: { Processor: '2 × some' },
		comparisons: [comparison],
		facts: [{ id: 'g', title: 'Loading', columns: ['', 'ms'], rows: [['package', '26']] }],
		goals: [goal(0.5, 'below'), goal(0.5, 'above')],
	});

	it('shows machine, goals, medians with their spread, and remarks', () => {
		expect(page).toContain('| Processor | 2 × some |');
		expect(page).toMatch(/\| \(a\) \| Time \| ≤ 0\.75 \| 0\.50 +\| yes +\|/);
		expect(page).toMatch(/\| \(a\) \| Time \| ≥ 0\.75 \| 0\.50 +\| \*\*no\*\* +\|/);
		expect(page).toMatch(/\| CINNOX +\| 200 +\| 100 – 300 +\| 0\.50 +\| at most 10 at once \|/);
		expect(page).toContain('Said below.');
		expect(page.indexOf('(a) 200 items')).toBeLessThan(page.indexOf('(g) Loading'));
	});

	it('has tables whose columns line up', () => {
		const lines = table([
			['', 'Name'],
			['long cell', 'x'],
		]).split('\n');
		expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
	});
});

describe('the chart', () => {
	const svg = toSvg('Title <&>', 'as long', [
		{ label: 'reached', value: 0.5, goal: 0.75, text: '0.50' },
		{ label: 'missed', value: 2, goal: 1, text: '2.00' },
		{ label: 'without a goal', value: 0.01, text: '0.01' },
	]);

	it('is one SVG without anything from elsewhere', () => {
		expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
		expect(svg.match(/https?:/g)).toHaveLength(1);
		expect(svg).toContain('Title &#60;&#38;&#62;');
	});

	it('has room for all that is written', () => {
		const label = 'Events posted to a trigger (legacy expression engine)';
		const wide = toSvg('Title', 'as long', [{ label, value: 2, text: '2.00 × Somebody' }]);
		const [, width] = /<svg [^>]*?width="(\d+)"/.exec(wide)!;
		const [, end] = new RegExp(`<text x="(\\d+)"[^>]*>${label.slice(0, 6)}`).exec(wide)!;
		const [, start] = /<text x="([\d.]+)"[^>]*class="value"/.exec(wide)!;
		const letter = 7;
		expect(Number(end)).toBeGreaterThan(label.length * letter);
		expect(Number(width) - Number(start)).toBeGreaterThan('2.00 × Somebody'.length * letter);
	});

	it('draws bars in proportion, and colours those that miss their goal', () => {
		const bars = [...svg.matchAll(/<rect x="\d+" .*?width="([\d.]+)".*?fill="(#\w+)"/g)].map(
			([, width, fill]) => [Number(width), fill],
		);
		expect(bars).toHaveLength(3);
		expect(Number(bars[1]![0]) / Number(bars[0]![0])).toBeCloseTo(4, 1);
		expect(bars[0]![1]).toBe(bars[2]![1]);
		expect(bars[0]![1]).not.toBe(bars[1]![1]);
	});
});
