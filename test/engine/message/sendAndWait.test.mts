import { describe, expect, test } from 'vitest';

import { idOf } from '../../simulator/index.mts';
import type { NodeRun } from '../harness.mts';
import { addressIn, expectWaiting, ifTimeIsUp } from '../question.mts';
import { onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();

const ask = async (
	changes: NodeRun['parameters'] = {},
	rest: Parameters<typeof runOperation>[3] = {},
) =>
	await runOperation(
		current(),
		'message:sendAndWait',
		{ roomId: idOf('room', 0), message: 'May we refund order 4711?', ...changes },
		rest,
	);

describe('the message', () => {
	test('holds the question and one address', async () => {
		const result = await ask({ additionalFields: { senderEid: 'e-1' } });
		expect(expectWaiting(result)).toEqual({ waiting: true });
		const { body, operationId } = onlyRequest(current());
		expect(operationId).toBe('sendMessage');
		expect(body).toMatchObject({ roomID: idOf('room', 0), senderEID: 'e-1' });
		const { text } = current().state.messages[0];
		expect(text).toMatch(/^May we refund order 4711\?\nhttp/);
		addressIn(text);
		expect(ifTimeIsUp(result)).toEqual({ approved: false, timedOut: true });
	});

	test('is refused where it is too long with its address', async () => {
		const { error } = await ask({ message: 'x'.repeat(4_950) });
		expect(error?.message).toMatch(/^'Message' has 5\d{3} characters, more than the 5000/);
		expect(sent(current())).toEqual([]);
	});

	test('that CINNOX refuses is not waited for', async () => {
		const { error, run } = await ask({ roomId: 'nowhere' });
		expect(error).toBeDefined();
		expect(run.waitTill).toBeUndefined();
	});

	test('whose answer was lost is not sent again by Retry On Fail', async () => {
		current().faults.add({ kind: 'dropAfter', path: '/message-push' });
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const { run } = await ask({}, { settings });
		expect(current().state.messages).toHaveLength(1);
		expect(run.waitTill).toBeUndefined();
	});
});
