import { PLANS, PREFIXES } from './plans';

/** What a number is for, the surer to be somebody's phone the higher. */
export const KIND = { other: 1, either: 2, mobile: 3 } as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** What follows one calling code. */
export interface NumberingPlan {
	/** Digits after the plus. */
	code: string;
	/** ISO 3166; the first is the one whose rules hold where no country is named. */
	countries: string[];
	/** How many digits may follow the code, fewest first. */
	lengths: number[];
	/** @returns undefined for a number that is not assigned */
	kindOf: (national: string) => Kind | undefined;
}

/** What is dialled before a number within a country, and what stands in its place. */
interface Prefix {
	pattern: RegExp;
	replacement: string;
}

/** The longest number that a regular expression is tried on; all of them are bounded. */
const LONGEST_NATIONAL = 20;

let plansByCode: Map<string, NumberingPlan> | undefined;
let plansByCountry: Map<string, NumberingPlan> | undefined;
let prefixes: Map<string, Prefix> | undefined;

/** The plan whose calling code some digits begin with; no code is the beginning of another. */
export function planOfNumber(digits: string): NumberingPlan | undefined {
	plansByCode ??= new Map(linesOf(PLANS).map((line) => [line[0], toPlan(line)]));
	for (const length of [1, 2, 3]) {
		const plan = plansByCode.get(digits.slice(0, length));
		if (plan !== undefined) return plan;
	}
	return undefined;
}

/** @param country ISO 3166, two capital letters */
export function planOfCountry(country: string): NumberingPlan | undefined {
	if (plansByCountry === undefined) {
		plansByCountry = new Map();
		for (const [code, countries] of linesOf(PLANS)) {
			for (const owner of countries.split(' ')) {
				const plan = planOfNumber(code);
				if (owner !== '' && plan !== undefined) plansByCountry.set(owner, plan);
			}
		}
	}
	return plansByCountry.get(country);
}

/**
 * A number without what is dialled before it within a country, or with the area code that is left
 * out there; the number itself where there is nothing of the kind.
 */
export function withoutPrefix(national: string, country: string | undefined): string {
	prefixes ??= readPrefixes();
	const prefix = country === undefined ? undefined : prefixes.get(country);
	if (prefix === undefined || national.length > LONGEST_NATIONAL) return national;
	const { pattern, replacement } = prefix;
	const match = pattern.exec(national);
	if (match === null) return national;
	// The last group is there only where the replacement names it.
	const isReplaced = replacement !== '' && match.length > 1 && !!match[match.length - 1];
	return isReplaced ? national.replace(pattern, replacement) : national.slice(match[0].length);
}

function toPlan([code, countries, lengths, ...patterns]: string[]): NumberingPlan {
	const [mobile, either, other] = [0, 1, 2].map((index) => toTest(patterns[index]));
	return {
		code,
		countries: countries.split(' ').filter((country) => country !== ''),
		lengths: lengths.split(' ').map(Number),
		kindOf: (national) => {
			if (national.length > LONGEST_NATIONAL) return undefined;
			const isOther = other(national);
			if (mobile(national)) return isOther ? KIND.either : KIND.mobile;
			if (either(national)) return KIND.either;
			return isOther ? KIND.other : undefined;
		},
	};
}

/** Made when it is first needed: a workflow meets a few of the 230 plans. */
function toTest(pattern = ''): (text: string) => boolean {
	if (pattern === '') return () => false;
	let compiled: RegExp | undefined;
	return (text) => (compiled ??= new RegExp(`^(?:${pattern})$`)).test(text);
}

function readPrefixes(): Map<string, Prefix> {
	const all = new Map<string, Prefix>();
	for (const [countries, pattern, replacement = ''] of linesOf(PREFIXES)) {
		const prefix = { pattern: new RegExp(`^(?:${pattern})`), replacement };
		for (const country of countries.split(' ')) all.set(country, prefix);
	}
	return all;
}

function linesOf(table: string): string[][] {
	return table
		.trim()
		.split('\n')
		.map((line) => line.split(';'));
}
