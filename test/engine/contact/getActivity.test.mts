import { expect, test } from 'vitest';

import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator();

test('lists the activity of the picked contact', async () => {
	const [, id] = simulator().state.contacts.keys();
	const result = await runOperation(simulator(), 'contact:getActivity', {
		contact: byId(id),
		returnAll: true,
	});

	const request = onlyRequest(simulator(), 'listContactActivity');
	expect(request.query).toEqual({ contactID: id, offset: '0', limit: '500' });
	expect(json(result).length).toBeGreaterThan(0);
	expect(json(result)[0]).toMatchObject({ contactId: id, type: 'contact' });
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('refuses an empty contact before anything is sent', async () => {
	const result = await runOperation(simulator(), 'contact:getActivity', {
		contact: byId('={{ $json.absent }}'),
	});

	expect(result.error?.message).toBe("'Contact' is empty");
	expect(sent(simulator())).toEqual([]);
});

test('takes another address', async () => {
	const [id] = simulator().state.contacts.keys();
	const result = await runOperation(simulator(), 'contact:getActivity', {
		contact: byId(id),
		options: { endpointPath: '/v1/api/apps/{appID}/contacts/activity' },
	});

	expect(sent(simulator())[0].path).toBe(`/v1/api/apps/${simulator().appId}/contacts/activity`);
	expect(result.error?.description).toContain("'Endpoint Path'");
});
