import type { Row } from './json.mts';
import type { ContactInput } from './records.mts';
import { COMPANIES, STAFF, personAt } from './seed.mts';

/** What the API could have written of the contact that the account begins with at this place. */
export function contactInput(index: number): ContactInput {
	const person = personAt(500_000 + index);
	return {
		firstName: person.firstName,
		lastName: person.lastName,
		level: (['Primary', 'Secondary', 'Tertiary'] as const)[index % 3],
		type: (['Customer', 'Lead', 'Prospect', 'Others'] as const)[index % 4],
		phones: [
			{ type: 'Mobile', phone: `+${person.phone}` },
			...(index % 3 === 0 ? [{ type: 'Work', phone: `+8523001${9000 + (index % 1000)}` }] : []),
		],
		emails: [{ type: index % 2 === 0 ? 'Personal' : 'Work', email: person.email }],
		company: COMPANIES[index % COMPANIES.length],
		jobTitle: index % 4 === 0 ? 'Buyer' : '',
		language: person.country === 'HK' ? 'zh' : 'en',
		birthDate: `${String(1 + (index % 28)).padStart(2, '0')}/0${1 + (index % 9)}/19${70 + (index % 30)}`,
		addresses: [
			{
				street: `${1 + index} Nathan Road`,
				city: 'Kowloon',
				state: '',
				zipcode: '',
				country: person.country,
			},
		],
		socialContacts: index % 5 === 0 ? [{ key: 'whatsApp', value: person.phone }] : [],
	};
}

/** What only the dashboard can have written of it. */
export function contactDashboard(index: number): Row {
	const owner = STAFF[index % 10];
	return {
		ownerId: owner.id,
		ownerName: `${owner.firstName} ${owner.lastName}`,
		ownerDepartment: 'Travel',
		sharedWith: '',
		slaveContacts: '',
		cf_loyalty_tier: ['Bronze', 'Silver', 'Gold'][index % 3],
	};
}
