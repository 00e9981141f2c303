import { expect, test } from 'vitest';

import { credentialOf, loadOptions, searchList } from '../harness.mts';
import { json, onlyRequest, runOperation, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists staff with at most ten fields, numbers as text', async () => {
	const result = await runOperation(simulator(), 'staff:getAll', { returnAll: true });

	const request = onlyRequest(simulator(), 'listStaff');
	expect([request.path, request.query]).toEqual([
		`/v1/api/apps/${simulator().appId}/contacts/staffcontact-list`,
		{ offset: '0', limit: '500' },
	]);
	const { id, firstName, email, status } = simulator().state.staff[0];
	expect(json(result)).toHaveLength(simulator().state.staff.length);
	expect(json(result)[0]).toMatchObject({ id, firstName, email, status });
	expect(Object.keys(json(result)[0])).toHaveLength(10);
	for (const row of json(result)) {
		expect([typeof row.phone, typeof row.extensionNumber]).toEqual(['string', 'string']);
	}
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('sends the name to look for', async () => {
	const { id, firstName, lastName } = simulator().state.staff[1];
	const fullName = `${firstName} ${lastName}`;
	const result = await runOperation(simulator(), 'staff:getAll', { filters: { fullName } });

	expect(onlyRequest(simulator(), 'listStaff').query).toMatchObject({ fullName, limit: '50' });
	expect(json(result).map((row) => row.id)).toEqual([id]);
});

test('puts nothing out when nobody has the name', async () => {
	const result = await runOperation(simulator(), 'staff:getAll', {
		filters: { fullName: 'nobody' },
	});

	expect(result.error).toBeUndefined();
	expect(result.items).toEqual([]);
});

test('shows staff to pick from by name and email, one or several', async () => {
	const credential = credentialOf(simulator());
	const names = simulator().state.staff.map(({ id, firstName, lastName, email }) => ({
		name: `${firstName} ${lastName} (${email})`,
		value: id,
	}));

	expect((await searchList('getStaff', credential)).results).toEqual(names);
	expect((await searchList('getStaff', credential, names[2].name)).results).toEqual([names[2]]);
	expect(await loadOptions('getStaffOptions', credential)).toEqual(
		names.toSorted((a, b) => a.name.localeCompare(b.name)),
	);
});

test('says why staff can not be shown to pick from', async () => {
	const credential = credentialOf(simulator());
	simulator().faults.add({ kind: 'code', code: 6450001, times: Infinity });

	await expect(searchList('getStaff', credential)).rejects.toMatchObject({
		description: "Choose 'By ID' instead of 'From List' and enter the ID",
	});
	await expect(loadOptions('getStaffOptions', credential)).rejects.toMatchObject({
		description: 'Give the IDs by an expression instead',
	});
});
