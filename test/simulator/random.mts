/**
 * Pseudo-random numbers by position instead of by sequence: the same inputs always give the same number, so row 99,999
 * of a report can be made without making the rows before it. The mixing function is that of SplitMix32.
 *
 * @param seed what the number is for
 * @param index position, for instance the row
 * @returns a number from 0 (included) to 1 (excluded)
 */
export function randomAt(seed: number, index: number): number {
	let x = (Math.imul(seed, 0x9e3779b9) + Math.imul(index + 1, 0x85ebca6b)) | 0;
	x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
	x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
	return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

/** A whole number from 0 (included) to `below` (excluded). */
export function intAt(seed: number, index: number, below: number): number {
	return Math.floor(randomAt(seed, index) * below);
}

/** One of `list`. */
export function pickAt<T>(seed: number, index: number, list: readonly T[]): T {
	return list[intAt(seed, index, list.length)];
}
