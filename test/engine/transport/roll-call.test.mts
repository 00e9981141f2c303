import { expect, test } from 'vitest';

import { credentialOf, runNode } from '../harness.mts';
import { useSimulator } from '../support.mts';

const current = useSimulator();

const parameters = {
	resource: 'sms',
	operation: 'send',
	senderNumber: { __rl: true, mode: 'id', value: '85230018000' },
	recipientNumbers: '={{ $json.to }}',
	text: 'Hello',
};
const items = [{ to: '85292110001' }, { to: 'call me' }, { to: '85292110003' }];

test('one refused item means that nothing is sent, when the node stops on errors', async () => {
	const simulator = current();
	const credential = credentialOf(simulator);
	const { error } = await runNode({ parameters, credential, items });
	expect(error?.message).toMatch(/'Recipient Numbers'.*"call me"/);
	expect(error?.description).toMatch(/Nothing was sent for any item/);
	expect(error?.context.itemIndex).toBe(1);
	expect(simulator.ledger).toEqual([]);
});

test('the good items are sent when the node continues on errors', async () => {
	const simulator = current();
	const credential = credentialOf(simulator);
	const { items: out } = await runNode({
		parameters,
		credential,
		items,
		settings: { onError: 'continueRegularOutput' },
	});
	expect(simulator.ledger.filter(({ accepted }) => accepted)).toHaveLength(2);
	expect(out.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	expect(out[1].json.error).toMatch(/'Recipient Numbers'/);
});

test('mending the item and running again sends each text once', async () => {
	const simulator = current();
	const credential = credentialOf(simulator);
	await runNode({ parameters, credential, items });
	const mended = items.map((item, index) => (index === 1 ? { to: '85292110002' } : item));
	await runNode({ parameters, credential, items: mended });
	const recipients = simulator.ledger
		.filter(({ accepted }) => accepted)
		.map(({ body }) => (body as { recipientNumber: string }).recipientNumber);
	expect(recipients.sort()).toEqual(['85292110001', '85292110002', '85292110003']);
});

test("n8n's Retry On Fail checks again and stays silent again", async () => {
	const simulator = current();
	const credential = credentialOf(simulator);
	const { error } = await runNode({
		parameters,
		credential,
		items,
		settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 10 },
	});
	expect(error?.message).toMatch(/'Recipient Numbers'/);
	expect(simulator.ledger).toEqual([]);
});

test('with Execute Once the one item is sent, however many come in', async () => {
	const simulator = current();
	const { items: out } = await runNode({
		parameters: {
			resource: 'tag',
			operation: 'create',
			functionType: ['CALL'],
			tagName: 'Support',
		},
		credential: credentialOf(simulator),
		items: [{}, {}, {}],
		settings: { executeOnce: true },
	});
	expect(out).toHaveLength(1);
	expect(simulator.ledger.filter(({ accepted }) => accepted)).toHaveLength(1);
});
