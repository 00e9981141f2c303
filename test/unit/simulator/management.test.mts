import { describe, expect, it } from 'vitest';
import { idOf } from '../../simulator/index.mts';
import type { Simulator } from '../../simulator/index.mts';
import { call, simulator } from './harness.mts';
import type { Json } from '../../simulator/json.mts';

const contactsOf = async (from: Simulator): Promise<Json[]> =>
	(await call(from, 'GET', 'contacts/extcontact-list?limit=500')).body.result;

describe('contacts', () => {
	it('are listed under other names than they are written', async () => {
		const from = await simulator({ contacts: 0 });
		const { body } = await call(from, 'POST', 'management/create_externalcontact', {
			firstName: 'Ada',
			lastName: 'Chan',
			phones: [
				{ type: 'Mobile', phone: '+85291234567' },
				{ type: 'Home', phone: '+85221234567' },
			],
			emails: [{ type: 'Personal', email: 'ada@example.com' }],
			company: 'Analytical',
			birthDate: '10/12/1985',
			socialContacts: [{ key: 'line', value: 'ada' }],
		});
		expect(await contactsOf(from)).toEqual([
			{
				id: body.result.id,
				firstName: 'Ada',
				lastName: 'Chan',
				mobilePhone: '+85291234567',
				homePhone: '+85221234567',
				personalEmail: 'ada@example.com',
				line: 'ada',
				companyName: 'Analytical',
				birthday: '10/12/1985',
				customerType: 'Lead',
				level: 'Primary',
			},
		]);
	});

	it('lose by a PUT what it does not name, but not what only the dashboard writes', async () => {
		const from = await simulator();
		const [, before] = await contactsOf(from);
		expect(before).toMatchObject({
			level: 'Secondary',
			customerType: 'Lead',
			mobilePhone: expect.any(Number),
		});
		const path = `management/update_externalcontact/${before.id}`;
		const reply = await call(from, 'PUT', path, { lastName: 'Renamed' });
		expect(reply.body).toEqual({ code: 0, result: { id: before.id } });
		expect((await contactsOf(from))[1]).toEqual({
			id: before.id,
			lastName: 'Renamed',
			level: 'Primary',
			customerType: 'Lead',
			ownerId: before.ownerId,
			ownerName: before.ownerName,
			ownerDepartment: before.ownerDepartment,
			sharedWith: '',
			slaveContacts: '',
			cf_loyalty_tier: before.cf_loyalty_tier,
		});
	});

	it('are not found under a wrong ID', async () => {
		const from = await simulator();
		const reply = await call(from, 'PUT', 'management/update_externalcontact/nobody', {});
		expect(reply.body).toEqual({ code: 6451000, message: 'invalid contactID' });
		const activity = await call(from, 'GET', 'contacts/extcontact-activity?contactID=nobody');
		expect(activity.body.message).toBe('invalid contactID');
	});

	it('come in pages', async () => {
		const from = await simulator({ contacts: 120 });
		const first = await call(from, 'GET', 'contacts/extcontact-list');
		const rest = await call(from, 'GET', 'contacts/extcontact-list?offset=50&limit=500');
		expect([first.body.result.length, rest.body.result.length]).toEqual([50, 70]);
		expect([...first.body.result, ...rest.body.result]).toEqual(await contactsOf(from));
		const beyond = await call(from, 'GET', 'contacts/extcontact-list?offset=120');
		expect(beyond.body.code).toBe(6451011);
	});
});

describe('staff', () => {
	it('can be found by a part of the name', async () => {
		const from = await simulator();
		const { body } = await call(from, 'GET', 'contacts/staffcontact-list?fullName=CHI%20ho');
		expect(body.result.map(({ firstName }: Json) => firstName)).toEqual(['Chi Ho']);
	});

	it('may use numbers for what they can do, when their account is active', async () => {
		const from = await simulator();
		const calling = await call(from, 'GET', `staff/${idOf('staff', 0)}/cli/caller_id`);
		const sending = await call(from, 'GET', `staff/${idOf('staff', 0)}/cli/sender_id`);
		expect(calling.body.result.every(({ supportCall }: Json) => supportCall)).toBe(true);
		expect(sending.body.result.every(({ supportSMS }: Json) => supportSMS)).toBe(true);
		expect(calling.body.result).not.toEqual(sending.body.result);
		const suspended = await call(from, 'GET', `staff/${idOf('staff', 10)}/cli/caller_id`);
		expect(suspended.body.code).toBe(6451011);
		expect((await call(from, 'GET', 'staff/nobody/cli/caller_id')).body.message).toBe(
			'invalid EID',
		);
	});
});

describe('destinations', () => {
	const input = {
		displayName: 'Claims',
		supportLanguages: ['en'],
		supportLocations: ['GB'],
		types: ['STAFF'],
		staffTargets: [idOf('staff', 1)],
	};
	const destinationsOf = async (from: Simulator): Promise<Json[]> =>
		(await call(from, 'GET', 'destination')).body.result;

	it('are created, replaced as a whole and deleted', async () => {
		const from = await simulator();
		const before = await destinationsOf(from);
		const { id } = (await call(from, 'POST', 'destination', input)).body.result;
		expect(await destinationsOf(from)).toEqual([...before, { id, ...input }]);

		const replacement = {
			...input,
			types: ['PHONE'],
			staffTargets: undefined,
			phoneTargets: ['+4420'],
		};
		const updated = await call(from, 'PATCH', `destination/${id}`, replacement);
		expect(updated.body.result).toEqual({ id });
		expect((await destinationsOf(from)).at(-1)).toEqual({
			id,
			...JSON.parse(JSON.stringify(replacement)),
		});

		expect((await call(from, 'DELETE', `destination/${id}`)).body.code).toBe(0);
		expect(await destinationsOf(from)).toEqual(before);
	});

	it.each(['PATCH', 'DELETE'])('are not found by %s under a wrong ID', async (method) => {
		const from = await simulator();
		const reply = await call(
			from,
			method,
			'destination/none',
			method === 'PATCH' ? input : undefined,
		);
		expect(reply).toMatchObject({
			status: 400,
			body: { code: 3000205, message: 'Destination not found' },
		});
	});
});

describe('tags', () => {
	it('are created, replaced and deleted, with the spellings of the pages', async () => {
		const from = await simulator();
		const input = {
			functionType: ['IM'],
			basicInfo: { tagName: 'Claims' },
			timeoutRepeatMessage: { enabled: true },
			stickyRouting: true,
		};
		const { id } = (await call(from, 'POST', 'tag', input)).body.result;
		const tag = async () =>
			(await call(from, 'GET', 'tag')).body.result.tags.find(({ tagID }: Json) => tagID === id);
		const created = await tag();
		expect(created).toMatchObject({
			functionType: ['IM'],
			basicInfo: { tagName: 'Claims' },
			timeOutRepeatMessage: { enabled: true },
			createAt: expect.any(String),
		});
		expect(created).not.toHaveProperty('timeoutRepeatMessage');

		const updated = await call(from, 'PATCH', `tag/${id}`, { functionType: ['CALL'] });
		expect(updated.body.result).toEqual({ tagId: id, updateAt: expect.any(String) });
		expect(await tag()).toMatchObject({ functionType: ['CALL'], createAt: created.createAt });
		expect(await tag()).not.toHaveProperty('basicInfo');

		await call(from, 'DELETE', `tag/${id}`);
		expect(await tag()).toBeUndefined();
	});

	it.each(['PATCH', 'DELETE'])('are not found by %s under a wrong ID', async (method) => {
		const from = await simulator();
		const body = method === 'PATCH' ? { functionType: ['IM'] } : undefined;
		expect((await call(from, method, 'tag/none', body)).body).toEqual({
			code: 3000203,
			message: 'Tag not found',
		});
	});
});

describe('labels', () => {
	const [vip, refund] = [idOf('label', 0), idOf('label', 1)];

	it('can be found by ID and name, and deleted', async () => {
		const from = await simulator();
		const names = async (query: string) =>
			(await call(from, 'GET', `labels?${query}`)).body.result?.labelList.map(
				({ name }: Json) => name,
			);
		expect(await names(`id=${refund}`)).toEqual(['Refund']);
		expect(await names('name=vi')).toEqual(['VIP', 'Visa question']);
		expect(await names('offset=6&limit=500')).toEqual(['Follow up', 'Spam']);
		await call(from, 'DELETE', `labels/${vip}`);
		expect(await names('name=vip')).toBeUndefined();
		expect((await call(from, 'DELETE', `labels/${vip}`)).body.message).toBe('invalid labelID');
	});

	it('are put on an enquiry and taken off it', async () => {
		const from = await simulator();
		const index = Array.from({ length: 120 }, (_, row) => row).findIndex(
			(row) => from.state.labelsOf(row).size === 0,
		);
		const path = `inquiries/${idOf('enquiry', index)}/labels`;
		const change = async (method: string, ...labelIds: string[]) =>
			(await call(from, method, path, { labelIds })).body.result;
		const updatedAt = expect.any(String);

		expect(await change('POST', vip)).toEqual({
			notExistLabelIds: null,
			labelIds: [vip],
			updatedAt,
		});
		expect(await change('POST', refund, 'gone')).toEqual({
			notExistLabelIds: ['gone'],
			labelIds: [vip, refund],
			updatedAt,
		});
		const { body } = await call(from, 'GET', `data/enquiry-detail?offset=${index}&limit=1`);
		expect(body.result[0].labelIds).toEqual([vip, refund]);
		expect(await change('DELETE', vip)).toMatchObject({ labelIds: [refund] });
		expect(await change('DELETE', refund)).toMatchObject({ labelIds: null });
	});

	it('need an enquiry', async () => {
		const from = await simulator();
		const reply = await call(from, 'POST', 'inquiries/none/labels', { labelIds: [vip] });
		expect(reply.body).toEqual({ code: 6451000, message: 'invalid enquiryID' });
	});
});
