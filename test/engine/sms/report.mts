/** Rows of the SMS report at the time that is really now: the simulator's own clock stands elsewhere. */
import { randomUUID } from 'node:crypto';

import type { Simulator } from '../../simulator/index.mts';

/** @param secondsAgo when it was created */
export function addSms(
	{ state }: Simulator,
	fields: Record<string, unknown>,
	secondsAgo = 0,
): Record<string, unknown> {
	const time = Date.now() - secondsAgo * 1000;
	const createdAt = new Date(time).toISOString();
	const row = { id: randomUUID(), createdAt, updatedAt: createdAt, ...fields };
	state.smsReport.add(time, row);
	return row;
}
