import { EventEmitter } from 'node:events';

import { describe, expect, it, vi } from 'vitest';

import { TakenEvents } from '../../../nodes/CinnoxTrigger/repeated.ts';

/** An answer as Node's http gives it: it ends, or the caller hangs up first. */
class Answer extends EventEmitter {
	statusCode = 200;
	writableEnded = false;

	end(statusCode = 200): void {
		Object.assign(this, { statusCode, writableEnded: true });
		this.emit('finish');
		this.emit('close');
	}
}

async function taken(events: TakenEvents, key: string, status = 200): Promise<string> {
	const answer = new Answer();
	const state = await events.take(key, answer);
	answer.end(status);
	return state;
}

describe('an event', () => {
	it('counts once it was answered with success', async () => {
		const events = new TakenEvents();
		expect(await taken(events, 'a', 500)).toBe('run');
		expect(events.size).toBe(0);
		expect(await taken(events, 'a', 204)).toBe('run');
		expect(await taken(events, 'a')).toBe('repeated');
		expect(await taken(events, 'b')).toBe('run');
	});

	it('waits for the outcome of the first delivery', async () => {
		const events = new TakenEvents();
		for (const [status, outcome] of [
			[200, 'repeated'],
			[503, 'run'],
		] as const) {
			const first = new Answer();
			await events.take(`${status}`, first);
			const second = events.take(`${status}`, new Answer());
			first.end(status);
			expect(await second).toBe(outcome);
		}
	});

	it('is told from the answer also when the caller hung up before it', async () => {
		const events = new TakenEvents();
		const first = new Answer();
		await events.take('a', first);
		first.emit('close');
		first.writableEnded = true;
		expect(await taken(events, 'a')).toBe('repeated');
	});

	it('is unknown when the first delivery has no outcome for half a minute', async () => {
		vi.useFakeTimers();
		const events = new TakenEvents();
		await events.take('a', new Answer());
		const second = events.take('a', new Answer());
		await vi.advanceTimersByTimeAsync(31_000);
		expect(await second).toBe('unknown');
		vi.useRealTimers();
	});

	it('counts at once where the answer tells nothing', async () => {
		const events = new TakenEvents();
		expect(await events.take('a', {})).toBe('run');
		expect(await events.take('a', {})).toBe('repeated');
	});
});

describe('the memory', () => {
	it('holds no more than it may, the oldest go first', async () => {
		const events = new TakenEvents(3);
		for (const key of ['a', 'b', 'c', 'd']) await taken(events, key);
		expect(events.size).toBe(3);
		expect(await taken(events, 'd')).toBe('repeated');
		expect(await taken(events, 'a')).toBe('run');
	});

	it('forgets what is too old', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const events = new TakenEvents(10, 1_000);
		await taken(events, 'a');
		vi.setSystemTime(Date.now() + 1_000);
		expect(await taken(events, 'a')).toBe('repeated');
		vi.setSystemTime(Date.now() + 1);
		expect(await taken(events, 'a')).toBe('run');
		vi.useRealTimers();
	});
});
