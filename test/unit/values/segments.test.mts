import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { countSegments } from '../../../nodes/values/segments.ts';

const ENGLISH = 'A';
const EXTENSION = '€';
const CHINESE = '漢';
const EMOJI = '🙂';

const text = (...parts: Array<[character: string, times: number]>): string =>
	parts.map(([character, times]) => character.repeat(times)).join('');

describe('English text', () => {
	it.each([
		[0, 0],
		[1, 1],
		[160, 1],
		[161, 2],
		[306, 2],
		[307, 3],
		[459, 3],
		[460, 4],
	])('of %i characters is billed as %i SMS', (characters, segments) => {
		expect(countSegments(text([ENGLISH, characters]))).toEqual({
			encoding: 'GSM-7',
			characters,
			segments,
		});
	});

	it('has the brackets and signs of ASCII, each once', () => {
		expect(countSegments('^{}\\[~]|`')).toEqual({ encoding: 'GSM-7', characters: 9, segments: 1 });
		expect(countSegments('['.repeat(160))).toMatchObject({ segments: 1, segmentsGsm7: 3 });
	});

	it.each(['é', 'Ω', '€', 'ñ', '£', '\f'])('has no %s', (character) => {
		expect(countSegments(text([ENGLISH, 70], [character, 1]))).toMatchObject({
			encoding: 'UCS-2',
			characters: 71,
			segments: 2,
			segmentsGsm7: 1,
		});
	});
});

describe('what the networks count', () => {
	const networks = (value: string) => {
		const { segments, segmentsGsm7 = segments } = countSegments(value);
		return segmentsGsm7;
	};

	it('counts the characters that need an escape twice', () => {
		expect(networks(text([EXTENSION, 80]))).toBe(1);
		expect(networks(text([EXTENSION, 80], [ENGLISH, 1]))).toBe(2);
	});

	it('does not tear an escaped character apart at the end of a part', () => {
		// 152 + € do not fit into 153, so € starts the second part and one unit of the first stays empty.
		expect(networks(text([ENGLISH, 152], [EXTENSION, 1], [ENGLISH, 151]))).toBe(2);
		expect(networks(text([ENGLISH, 152], [EXTENSION, 1], [ENGLISH, 152]))).toBe(3);
		expect(networks(text([ENGLISH, 151], [EXTENSION, 1], [ENGLISH, 153]))).toBe(2);
	});

	it('takes the Greek capitals and accents of the GSM alphabet, and line breaks, as one', () => {
		const alphabet = 'ΔΦΓΛΩΠΨΣΘΞ èéùìòÇØøÅåÆæßÉ ÄÖÑÜ§¿äöñüà¡¤£$¥@_\r\n';
		expect(networks(alphabet.repeat(3))).toBe(1);
	});

	it('is not said where it is the same', () => {
		expect(countSegments('Hello')).not.toHaveProperty('segmentsGsm7');
		expect(countSegments(CHINESE)).not.toHaveProperty('segmentsGsm7');
	});
});

describe('other text', () => {
	it.each([
		[1, 1],
		[70, 1],
		[71, 2],
		[134, 2],
		[135, 3],
		[201, 3],
		[202, 4],
	])('of %i characters is billed as %i SMS', (characters, segments) => {
		expect(countSegments(text([CHINESE, characters]))).toEqual({
			encoding: 'UCS-2',
			characters,
			segments,
		});
	});

	it('is a text with a single such character, wherever it stands', () => {
		for (const other of ['’', '“', '–', 'ç', 'α', '\t', '\u00a0', EMOJI]) {
			expect(countSegments(`${other}${text([ENGLISH, 70])}`)).toMatchObject({
				encoding: 'UCS-2',
				segments: 2,
			});
			expect(countSegments(`${text([ENGLISH, 70])}${other}`)).toMatchObject({
				encoding: 'UCS-2',
				segments: 2,
			});
		}
	});

	it('counts an escaped character once, but an emoji twice', () => {
		expect(countSegments(`${CHINESE}${EXTENSION}`).characters).toBe(2);
		expect(countSegments(EMOJI).characters).toBe(2);
		expect(countSegments(text([EMOJI, 35])).segments).toBe(1);
		expect(countSegments(text([EMOJI, 35], [ENGLISH, 1])).segments).toBe(2);
	});

	it('does not tear a surrogate pair apart at the end of a part', () => {
		expect(countSegments(text([CHINESE, 66], [EMOJI, 1], [CHINESE, 65]))).toMatchObject({
			characters: 133,
			segments: 2,
		});
		expect(countSegments(text([CHINESE, 66], [EMOJI, 1], [CHINESE, 66]))).toMatchObject({
			characters: 134,
			segments: 3,
		});
		expect(countSegments(text([CHINESE, 65], [EMOJI, 1], [CHINESE, 67]))).toMatchObject({
			characters: 134,
			segments: 2,
		});
	});
});

describe('any text', () => {
	const any = fc.oneof(
		fc.string({ maxLength: 800 }),
		fc.string({ unit: 'grapheme', maxLength: 300 }),
		fc.string({ unit: fc.constantFrom(ENGLISH, EXTENSION), maxLength: 800 }),
		fc.string({ unit: fc.constantFrom(CHINESE, EMOJI, ENGLISH), maxLength: 400 }),
	);

	it('fits into the parts that it is billed as, and not into one less', () => {
		fc.assert(
			fc.property(any, (value) => {
				const { encoding, characters, segments } = countSegments(value);
				const [single, split] = encoding === 'GSM-7' ? [160, 153] : [70, 67];
				if (characters <= single) {
					expect(segments).toBe(characters === 0 ? 0 : 1);
					return;
				}
				expect(characters).toBeLessThanOrEqual(segments * split);
				// At most one unit of every part but the last stays empty.
				expect(characters).toBeGreaterThan((segments - 1) * (split - 1));
			}),
		);
	});

	it('never gets cheaper by one more character', () => {
		fc.assert(
			fc.property(any, fc.constantFrom(ENGLISH, EXTENSION, CHINESE, EMOJI), (value, more) => {
				expect(countSegments(value + more).segments).toBeGreaterThanOrEqual(
					countSegments(value).segments,
				);
			}),
		);
	});

	it('counts a text of 100,000 characters at once', () => {
		expect(countSegments(text([ENGLISH, 100_000])).segments).toBe(Math.ceil(100_000 / 153));
	});
});
