/** The reader against libphonenumber-js, whose metadata it carries, for every country there is. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import fc from 'fast-check';
import { Metadata } from 'libphonenumber-js/core';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import {
	getCountries,
	getCountryCallingCode,
	getExampleNumber,
	parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';

import { countries, readPhoneNumber } from '../../../../nodes/values/phone/index.ts';
import { PLANS, PREFIXES } from '../../../../nodes/values/phone/plans.ts';
import { repoRoot } from '../../../../scripts/lib/paths.mts';
import { toPlansFile } from '../../../../scripts/lib/phone-plans.mts';

const require = createRequire(import.meta.url);
const { version } = require('libphonenumber-js/package.json') as { version: string };

const COUNTRIES = getCountries();

function parse(text: string, country?: CountryCode): PhoneNumber | undefined {
	const parsed = parsePhoneNumberFromString(text, country);
	// Some German numbers are longer than E.164 allows, with which nobody abroad can call them.
	return parsed?.isValid() && parsed.number.length <= '+'.length + 15 ? parsed : undefined;
}

const digitsOf = (parsed: PhoneNumber | undefined) => parsed?.number.slice(1);

function read(text: unknown, defaultCountry?: CountryCode): string | undefined {
	const got = readPhoneNumber(text, { defaultCountry });
	return 'number' in got ? got.number : undefined;
}

/** What follows the calling code: a mobile number, numbers of every kind, and damaged ones. */
interface Sample {
	country: CountryCode;
	code: string;
	national: string;
}

const exampleOf = (country: CountryCode) =>
	String(getExampleNumber(country, examples)?.nationalNumber);

function samplesOf(country: CountryCode): Sample[] {
	const code = String(getCountryCallingCode(country));
	const line = PLANS.split('\n').find((entry) => entry.startsWith(`${code};`)) ?? '';
	const patterns = line.split(';').slice(3).filter(Boolean);
	const assigned = patterns.flatMap((pattern) =>
		fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern.replace(/^\(\?=.*?\)\$\)/, '')})$`)), {
			numRuns: 4,
			seed: Number(code),
		}),
	);
	const random = fc.sample(fc.stringMatching(/^\d{4,12}$/), { numRuns: 6, seed: Number(code) });
	const example = exampleOf(country);
	const damaged = [example.slice(0, -1), `${example}12345`, `0${example}`, `1${example}`];
	return [example, ...assigned, ...random, ...damaged].map((national) => ({
		country,
		code,
		national,
	}));
}

const SAMPLES = COUNTRIES.flatMap(samplesOf);

const inGroups = (digits: string, separator: string) =>
	(digits.match(/.{1,3}/g) ?? []).join(separator);
const inFullWidth = (text: string) =>
	text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

/** Ways of writing a number with its country code. */
const FORMS: Record<string, (sample: Sample) => unknown> = {
	'+': ({ code, national }) => `+${code}${national}`,
	'+ and spaces': ({ code, national }) => `+${code} ${inGroups(national, ' ')}`,
	'00': ({ code, national }) => `00${code}${national}`,
	'digits only': ({ code, national }) => `${code}${national}`,
	dots: ({ code, national }) => `+${code}.${inGroups(national, '.')}`,
	'dashes and brackets': ({ code, national }) => `+${code} (${inGroups(national, ')-')}`,
	'full-width characters': ({ code, national }) => inFullWidth(`+${code} ${national}`),
	'tel:': ({ code, national }) => `tel:+${code}-${inGroups(national, '-')}`,
	'the .0 of a spreadsheet': ({ code, national }) => `${code}${national}.0`,
	'a number': ({ code, national }) => Number(code + national),
};

describe('a number with its country code', () => {
	it.each(Object.entries(FORMS))('is what the library says, written with %s', (_name, write) => {
		const wrong = SAMPLES.filter((sample) =>
			Number.isSafeInteger(Number(sample.code + sample.national)),
		).flatMap((sample) => {
			const wanted = digitsOf(parse(`+${sample.code}${sample.national}`));
			const got = read(write(sample));
			return got === wanted ? [] : [{ written: write(sample), wanted, got }];
		});
		expect(wrong).toEqual([]);
	});

	it('is what the library says, with (0) for what is dialled within the country', () => {
		const wrong = SAMPLES.flatMap(({ code, national }) => {
			const text = `+${code} (0)${national}`;
			const wanted = digitsOf(parse(text));
			return read(text) === wanted ? [] : [{ text, wanted, got: read(text) }];
		});
		expect(wrong).toEqual([]);
	});

	it('is read the same whatever the default country is', () => {
		const wrong = SAMPLES.flatMap(({ code, national }, index) => {
			const text = `+${code}${national}`;
			const other = COUNTRIES[(index * 7) % COUNTRIES.length];
			return read(text, other) === read(text) ? [] : [{ text, other, got: read(text, other) }];
		});
		expect(wrong).toEqual([]);
	});

	it('is one of a mobile phone in every country, and none with a digit less or five more', () => {
		const texts = COUNTRIES.map((country) => [country, `+${getCountryCallingCode(country)}`]);
		const good = texts.filter(([country, code]) => read(code + exampleOf(country as 'HK')));
		expect(good).toHaveLength(COUNTRIES.length);
		for (const damage of [(text: string) => text.slice(0, -1), (text: string) => `${text}12345`]) {
			const taken = texts
				.map(([country, code]) => damage(code + exampleOf(country as 'HK')))
				.filter((text) => read(text) !== undefined);
			expect(taken).toEqual(taken.filter((text) => parse(text) !== undefined));
			expect(taken.length).toBeLessThan(12);
		}
	});
});

/** The surer that it is somebody's phone, the higher. */
function rank(parsed: PhoneNumber): number {
	const type = parsed.getType();
	return type === 'MOBILE' ? 3 : type === 'FIXED_LINE_OR_MOBILE' ? 2 : 1;
}

/**
 * What a number without + stands for: by the library one of the default country where it can be; or
 * else with its country code, which the library does not try. Where abroad it is a mobile phone and
 * at home none, it is refused.
 */
function expected(text: string, country: CountryCode): string | undefined {
	const local = parse(text, country);
	const digits = text.replace(/\D/g, '');
	const abroad = digits.startsWith('0') ? undefined : parse(`+${digits}`);
	if (local !== undefined && abroad !== undefined && local.number !== abroad.number) {
		if (rank(abroad) <= rank(local)) return digitsOf(local);
		const isHome = abroad.countryCallingCode === local.countryCallingCode;
		return isHome ? digitsOf(abroad) : undefined;
	}
	return digitsOf(local ?? abroad);
}

/** Dialled for abroad: read by the library as such; here only 00 is. */
function dialsAbroad(text: string, country: CountryCode): boolean {
	const selected = new Metadata(metadata as never) as unknown as {
		selectNumberingPlan(name: string): void;
		IDDPrefix(): string;
	};
	selected.selectNumberingPlan(country);
	return new RegExp(`^(?:00|${selected.IDDPrefix()})`).test(text.replace(/\D/g, ''));
}

describe('a number without its country code', () => {
	const FORMS: Record<string, (sample: Sample) => string> = {
		'as it is': ({ national }) => national,
		'with 0 in front': ({ national }) => `0${national}`,
		'with dashes': ({ national }) => inGroups(national, '-'),
		'as the country writes it': ({ country, national }) =>
			parse(national, country)?.formatNational() ?? national,
	};

	it.each(Object.entries(FORMS))('is what the library says, %s', (_name, write) => {
		const wrong = SAMPLES.flatMap((sample) => {
			const text = write(sample);
			if (dialsAbroad(text, sample.country)) return [];
			const wanted = expected(text, sample.country);
			const got = read(text, sample.country);
			return got === wanted ? [] : [{ text, country: sample.country, wanted, got }];
		});
		expect(wrong).toEqual([]);
	});

	it('is right for a mobile phone of every country, with and without the trunk zero', () => {
		for (const country of COUNTRIES) {
			const number = getExampleNumber(country, examples) as PhoneNumber;
			const wanted = [country, digitsOf(number)];
			expect([country, read(number.nationalNumber, country)]).toEqual(wanted);
			expect([country, read(number.formatNational(), country)]).toEqual(wanted);
		}
	});
});

describe('the table of numbering plans', () => {
	it('is what the installed libphonenumber-js says', () => {
		const file = readFileSync(`${repoRoot}/nodes/values/phone/plans.ts`, 'utf8');
		expect(file, 'run "npm run phone-plans"').toBe(toPlansFile(version));
	});

	it('holds no pattern that repeats without end or looks back, so that none can take long', () => {
		const patterns = [...PLANS.split('\n'), ...PREFIXES.split('\n')].flatMap((line) =>
			line.split(';').filter((cell) => /[\\[(]/.test(cell)),
		);
		expect(patterns.length).toBeGreaterThan(300);
		expect(patterns.filter((text) => /[*+]|\{\d+,\}|\\[^d]|\(\?</.test(text))).toEqual([]);
	});

	it('has the countries that can be chosen', () => {
		expect(countries.map(({ value }) => value).sort()).toEqual([...COUNTRIES].sort());
		const names = countries.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
		expect(new Set(names).size).toBe(names.length);
	});
});
