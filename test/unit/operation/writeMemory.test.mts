import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { WriteMemory } from '../../../nodes/Cinnox/operation/writeMemory.ts';
import { RequestFailed } from '../../../nodes/transport/request.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failure = (uncertain: boolean) =>
	new RequestFailed({ answer: { kind: 'broken', why: 'timeout' }, uncertain });

describe('what became of a write', () => {
	it('is remembered when it was accepted', async () => {
		const memory = new WriteMemory();
		const write = vi.fn(async () => ({ id: 'a' }));
		expect(await memory.once('key', write)).toEqual({ id: 'a' });
		expect(await memory.once('key', write)).toEqual({ id: 'a' });
		expect(write).toHaveBeenCalledTimes(1);
		expect(await memory.once('other key', write)).toEqual({ id: 'a' });
		expect(write).toHaveBeenCalledTimes(2);
	});

	it('is remembered when it may have been accepted', async () => {
		const memory = new WriteMemory();
		const write = vi.fn().mockRejectedValue(failure(true));
		await expect(memory.once('key', write)).rejects.toBe(
			await memory.once('key', write).catch((error) => error),
		);
		expect(write).toHaveBeenCalledTimes(1);
	});

	it.each([
		['refused for sure', failure(false)],
		['not even sent', new Error('stopped')],
	])('is not remembered when it was %s', async (_name, error) => {
		const memory = new WriteMemory();
		const write = vi.fn().mockRejectedValueOnce(error).mockResolvedValueOnce({ id: 'a' });
		await expect(memory.once('key', write)).rejects.toBe(error);
		expect(await memory.once('key', write)).toEqual({ id: 'a' });
	});

	it('is waited for while the write is under way', async () => {
		const memory = new WriteMemory();
		let accept: (answer: { id: string }) => void = () => {};
		const write = vi.fn(() => new Promise<{ id: string }>((resolve) => (accept = resolve)));
		const both = Promise.all([memory.once('key', write), memory.once('key', write)]);
		accept({ id: 'a' });
		expect(await both).toEqual([{ id: 'a' }, { id: 'a' }]);
		expect(write).toHaveBeenCalledTimes(1);
	});

	it('is the same for all who wait, also when it failed', async () => {
		const memory = new WriteMemory();
		const write = vi.fn().mockRejectedValue(failure(false));
		const all = await Promise.allSettled([memory.once('key', write), memory.once('key', write)]);
		expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		expect(write).toHaveBeenCalledTimes(1);
		await expect(memory.once('key', write)).rejects.toThrow();
		expect(write).toHaveBeenCalledTimes(2);
	});

	it('is not remembered without a key', async () => {
		const memory = new WriteMemory();
		const write = vi.fn(async () => ({}));
		await memory.once(undefined, write);
		await memory.once(undefined, write);
		expect(write).toHaveBeenCalledTimes(2);
	});

	it('can not be changed by who got it', async () => {
		const memory = new WriteMemory();
		const write = async () => ({ list: [1] });
		const first = (await memory.once('key', write)) as { list: number[] };
		first.list.push(2);
		const second = (await memory.once('key', write)) as { list: number[] };
		second.list.push(3);
		expect(await memory.once('key', write)).toEqual({ list: [1] });
	});

	it('is forgotten after an hour', async () => {
		const memory = new WriteMemory();
		const write = vi.fn(async () => ({}));
		await memory.once('key', write);
		vi.advanceTimersByTime(60 * 60_000 - 1);
		await memory.once('key', write);
		expect(write).toHaveBeenCalledTimes(1);
		vi.advanceTimersByTime(1);
		await memory.once('key', write);
		expect(write).toHaveBeenCalledTimes(2);
	});

	it('is forgotten, oldest first, when there is too much of it', async () => {
		const memory = new WriteMemory();
		const write = vi.fn(async () => ({}));
		for (let index = 0; index <= 20_000; index += 1) await memory.once(`key ${index}`, write);
		write.mockClear();
		await memory.once('key 1', write);
		expect(write).not.toHaveBeenCalled();
		await memory.once('key 0', write);
		expect(write).toHaveBeenCalledTimes(1);
	});

	it('takes no more than 32 MB for answers; that a write was accepted stays known without its answer', async () => {
		const memory = new WriteMemory();
		const text = 'x'.repeat(1024 * 1024);
		const write = vi.fn(async () => ({ text }));
		for (let index = 0; index < 20; index += 1) await memory.once(`key ${index}`, write);
		write.mockClear();
		// Two bytes for each letter: sixteen answers fit, less what their JSON adds.
		expect(await memory.once('key 0', write)).toEqual({ acceptedBefore: true });
		expect(await memory.once('key 4', write)).toEqual({ acceptedBefore: true });
		expect(await memory.once('key 19', write)).toEqual({ text });
		expect(write).not.toHaveBeenCalled();
	});
});
