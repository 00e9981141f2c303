/**
 * The numbering plans of all countries as the package carries them, out of libphonenumber-js.
 *
 * Its metadata is Google's: which calling code has which country, which national numbers are assigned
 * there and to what, and what is dialled before them within the country.
 */
import { Metadata } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/max/metadata';

/** What of libphonenumber-js is read; its types leave most of it out. */
interface Plan {
	callingCode(): string;
	possibleLengths(): number[];
	nationalNumberPattern(): string;
	nationalPrefixForParsing(): string | 0 | undefined;
	nationalPrefixTransformRule(): string | 0 | undefined;
	type(name: string): { pattern(): string } | undefined;
}

const TYPES = [
	'FIXED_LINE',
	'TOLL_FREE',
	'PREMIUM_RATE',
	'SHARED_COST',
	'VOIP',
	'PERSONAL_NUMBER',
	'PAGER',
	'UAN',
	'VOICEMAIL',
];

/**
 * Calling codes where a number has to match the country's general pattern too, because one for a kind
 * of numbers takes more than that. The property test finds another one that would need it.
 */
const NARROWED = ['49'];

/**
 * The text of NOTICE: what the numbering plans were made of, and the licences that have to go with them.
 *
 * @param licences as the library holds them
 */
export function toNotice(
	version: string,
	{ mit, apache, authors }: { mit: string; apache: string; authors: string },
): string {
	const names = authors.trim().split('\n');
	return `${[
		'n8n-nodes-cinnox has one licence, MIT, in the file LICENSE, and one part that was made of the work of others:',
		'the table of numbering plans, nodes/values/phone/plans.ts (dist/nodes/values/phone/plans.js).',
		'',
		"It was taken out of the metadata of Google's libphonenumber (https://github.com/google/libphonenumber), by way",
		`of libphonenumber-js ${version} (https://gitlab.com/catamphetamine/libphonenumber-js), and changed: reduced to what`,
		'tells mobile numbers from others, joined by calling code, and written in another form. None of their code is in it.',
		'',
		'-- libphonenumber: Apache License 2.0 --',
		'',
		`The authors of libphonenumber: ${names.join(', ')}.`,
		'',
		apache.trim().replace(/^ +(?=Apache License|Version 2|http)/gm, ''),
		'',
		'-- libphonenumber-js: MIT --',
		'',
		mit.trim(),
	].join('\n')}\n`;
}

/** The text of nodes/values/phone/plans.ts. */
export function toPlansFile(version: string): string {
	return [
		// With the exclamation mark the compiler keeps it, as the licence asks.
		'/*!',
		' * Written by scripts/phone-metadata.mts; change nothing here.',
		` * From libphonenumber-js ${version} (MIT), whose metadata is Google's libphonenumber (Apache 2.0).`,
		' */',
		'',
		'/**',
		' * A calling code a line: code; countries, the main one first; how many digits follow; regular',
		' * expressions of what follows for mobile numbers, for those of either kind, and for all others.',
		' */',
		`export const PLANS = String.raw\``,
		...callingCodes().map(toPlanLine),
		'`;',
		'',
		'/**',
		' * Countries that share it; regular expression of what is dialled before a number within the country;',
		' * what stands in its place, for the few where something does.',
		' */',
		`export const PREFIXES = String.raw\``,
		...prefixLines(),
		'`;',
		'',
	].join('\n');
}

const { countries, country_calling_codes, nonGeographic } = metadata as unknown as {
	countries: Record<string, unknown>;
	country_calling_codes: Record<string, string[]>;
	nonGeographic: Record<string, unknown>;
};

function callingCodes(): string[] {
	const codes = [...Object.keys(country_calling_codes), ...Object.keys(nonGeographic)];
	return [...new Set(codes)].sort();
}

function planOf(countryOrCode: string): Plan {
	const selected = new Metadata(metadata as never) as unknown as {
		selectNumberingPlan(name: string): void;
		numberingPlan: Plan;
	};
	selected.selectNumberingPlan(countryOrCode);
	return selected.numberingPlan;
}

function toPlanLine(code: string): string {
	const owners = country_calling_codes[code] ?? [];
	const plans = owners.length === 0 ? [planOf(code)] : owners.map(planOf);
	const mobile = new Set<string>();
	const either = new Set<string>();
	const other = new Set<string>();
	for (const plan of plans) {
		const patterns = TYPES.flatMap((name) => plan.type(name)?.pattern() || []);
		// Where a plan knows no mobile numbers, nobody can tell them from those of fixed lines.
		const own = plan.type('MOBILE')?.pattern() || plan.type('FIXED_LINE')?.pattern();
		if (own) (patterns.includes(own) ? either : mobile).add(own);
		for (const pattern of patterns) if (pattern !== own) other.add(pattern);
		if (!own && patterns.length === 0) other.add(plan.nationalNumberPattern());
	}
	const general = NARROWED.includes(code)
		? `(?=(?:${plans.map((plan) => plan.nationalNumberPattern()).join('|')})$)`
		: '';
	const toPattern = (patterns: Set<string>) => {
		const united = [...patterns].join('|');
		return united === '' || general === '' ? united : `${general}(?:${united})`;
	};
	const lengths = new Set(plans.flatMap((plan) => plan.possibleLengths()));
	const cells = [
		code,
		owners.join(' '),
		[...lengths].sort((a, b) => a - b).join(' '),
		...[mobile, either, other].map(toPattern),
	];
	return toLine(cells);
}

function prefixLines(): string[] {
	const sharing = new Map<string, string[]>();
	for (const country of Object.keys(countries).sort()) {
		const plan = planOf(country);
		const prefix = plan.nationalPrefixForParsing() || '';
		if (prefix === '') continue;
		const rest = toLine([prefix, plan.nationalPrefixTransformRule() || '']);
		sharing.set(rest, [...(sharing.get(rest) ?? []), country]);
	}
	return [...sharing].map(([rest, owners]) => `${owners.join(' ')};${rest}`);
}

function toLine(cells: string[]): string {
	for (const cell of cells) {
		if (/[;`\n]|\$\{/.test(cell)) throw new Error(`"${cell}" can't be written as a cell`);
	}
	return cells.join(';').replace(/;+$/, '');
}
