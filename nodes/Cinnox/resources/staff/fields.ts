import { locator } from '../../operation/locator';

/** How one of the staff is picked: https://docs.cinnox.com/docs/get-staff-list */
export const oneOfStaff = {
	list: 'getStaff',
	required: false,
	typed: {
		displayName: 'By EID',
		placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
		regex: '[^\\s/]*',
		wrong: 'An EID has no spaces and no slashes, e.g. 64c1f0e2a1b2c3d4e5f60718',
	},
};

export const staff = locator({
	...oneOfStaff,
	displayName: 'Staff Member',
	name: 'staff',
	description: 'A person with an account in the CINNOX service',
	required: true,
});
