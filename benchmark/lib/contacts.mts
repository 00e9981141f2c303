import { idOf } from '../../test/simulator/index.mts';
import { byId } from '../../test/support/resource-locator.mts';
import { cinnox, type Contender, httpWrite, type Target } from './workflows.mts';

const CREATE_PATH = 'management/create_externalcontact';
const UPDATE_PATH = 'management/update_externalcontact';
export const LIST_PATH = 'contacts/extcontact-list';

/** Items for contacts that are to be created. */
export const newContacts = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ lastName: `Chan ${index + 1}` }));

/**
 * Items for contacts that are to be changed, spread evenly over the simulator's list.
 *
 * @param among how many contacts the simulator began with; the last of them is always one of those
 */
export const listedContacts = (count: number, among: number) =>
	Array.from({ length: count }, (_, index) => ({
		id: idOf('contact', Math.floor(((index + 1) * among) / count) - 1),
	}));

/** Our node, creating one contact for each item. One expression. */
export const cinnoxCreate = (target: Target): Contender =>
	cinnox(target, {
		resource: 'contact',
		operation: 'create',
		firstName: 'Mei',
		lastName: '={{ $json.lastName }}',
		additionalFields: {},
		options: {},
		requestOptions: {},
	});

/** The HTTP Request node, sending the same requests. One expression. */
export const httpCreate = (target: Target): Contender =>
	httpWrite(target, 'POST', CREATE_PATH, '={{ { firstName: "Mei", lastName: $json.lastName } }}');

/** The same requests, for a loop without n8n. */
export const bareCreates = ({ appId }: Target, items: ReturnType<typeof newContacts>) =>
	items.map(({ lastName }) => ({
		method: 'POST' as const,
		path: `/v1/api/apps/${appId}/${CREATE_PATH}`,
		body: { firstName: 'Mei', lastName },
	}));

/** Our node, changing one field of the contact that each item names. One expression. */
export const cinnoxUpdate = (target: Target): Contender =>
	cinnox(target, {
		resource: 'contact',
		operation: 'update',
		contact: byId('={{ $json.id }}'),
		updateFields: { team: 'Sales' },
		additionalFields: {},
		options: {},
		requestOptions: {},
	});

/** The HTTP Request node, which reads nothing and so resets all other fields. One expression. */
export const httpOverwrite = (target: Target): Contender =>
	httpWrite(target, 'PUT', `${UPDATE_PATH}/{{ $json.id }}`, '{ "team": "Sales" }');

/** What a list says of a contact, as far as a loop without n8n keeps it. */
export interface ListedContact {
	id: string;
	firstName: string;
	lastName: string;
}

/** Requests that change one field and keep two, for a loop without n8n. */
export const bareUpdates = ({ appId }: Target, contacts: ListedContact[]) =>
	contacts.map(({ id, firstName, lastName }) => ({
		method: 'PUT' as const,
		path: `/v1/api/apps/${appId}/${UPDATE_PATH}/${id}`,
		body: { firstName, lastName, team: 'Sales' },
	}));
