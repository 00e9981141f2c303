import { readNames } from '../../../values/text';
import type { RowFilter } from '../../operation/definition';
import { choiceFilter, numberFilter, textFilter, wordFilter } from '../common/rowFilters';

const PHONES = ['mobilePhone', 'workPhone', 'homePhone', 'otherPhone', 'phones.phone'];
const EMAILS = ['email', 'personalEmail', 'otherEmail', 'emails.email'];

const customerType = choiceFilter({
	displayName: 'Type',
	name: 'customerType',
	description: 'Only contacts of these types',
	members: ['customerType', 'type'],
	choices: ['Customer', 'Lead', 'Others', 'Prospect'],
});

/** https://docs.cinnox.com/docs/get-external-contact-list shows no query parameters. */
export const contactFilters: RowFilter[] = [
	textFilter({
		displayName: 'Company',
		name: 'companyName',
		description: 'Only contacts whose company holds this',
		members: ['companyName', 'company'],
		placeholder: 'e.g. Harbour Travel',
	}),
	wordFilter({
		displayName: 'Email',
		name: 'email',
		description: 'Only contacts with one of these email addresses, separated by commas',
		members: EMAILS,
		placeholder: 'e.g. name@email.com',
	}),
	textFilter({
		displayName: 'Owner',
		name: 'ownerName',
		description: 'Only contacts whose owner is called so',
		members: ['ownerName'],
		placeholder: 'e.g. Mei Chan',
	}),
	numberFilter({
		displayName: 'Phone',
		name: 'phone',
		description: 'Only contacts with one of these phone numbers, separated by commas',
		members: PHONES,
	}),
	textFilter({
		displayName: 'Search',
		name: 'search',
		description:
			'Only contacts whose names, company, email addresses or phone numbers hold all these words; reading stops once there are as many as Limit',
		members: ['firstName', 'lastName', 'companyName', 'company', ...EMAILS, ...PHONES],
		placeholder: 'e.g. Mei Chan',
	}),
	{
		field: customerType.field,
		// A body wants Others where the dashboard says Other; what the list says is not known.
		toTest: (value, item) => {
			const types = readNames(value);
			return customerType.toTest(types.includes('Others') ? [...types, 'Other'] : types, item);
		},
	},
];
