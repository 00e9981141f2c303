import { expect, test } from 'vitest';

import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists the numbers of the picked staff member', async () => {
	const { id } = simulator().state.staff[0];
	const result = await runOperation(simulator(), 'number:getSenderIds', { staff: byId(id) });

	const request = onlyRequest(simulator(), 'listSenderIds');
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/staff/${id}/cli/sender_id`,
		{},
	]);
	expect(json(result).map(({ number }) => number)).toEqual(
		simulator()
			.state.numbers.filter(({ supportSMS }) => supportSMS)
			.map(({ number }) => String(number)),
	);
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('puts nothing out for a staff member without any', async () => {
	const person = simulator().state.staff.find(({ status }) => status !== 'Activated');
	const result = await runOperation(simulator(), 'number:getSenderIds', {
		staff: byId(person?.id ?? ''),
	});

	expect(person).toBeDefined();
	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('encodes an ID, so that it can not change the address', async () => {
	await runOperation(simulator(), 'number:getSenderIds', { staff: byId('={{ "../x?y" }}') });

	expect(sent(simulator())[0].path).toBe(
		`/v1/api/apps/${simulator().appId}/staff/..%2Fx%3Fy/cli/sender_id`,
	);
});

test('refuses an empty staff member before anything is sent', async () => {
	const result = await runOperation(simulator(), 'number:getSenderIds', {
		staff: byId('={{ $json.absent }}'),
	});

	expect(result.error?.message).toBe("'Staff Member' is empty");
	expect(sent(simulator())).toEqual([]);
});
