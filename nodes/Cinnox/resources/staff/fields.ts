import { locator } from '../../operation/locator';

/** https://docs.cinnox.com/docs/get-staff-list */
export const staff = locator({
	displayName: 'Staff Member',
	name: 'staff',
	list: 'getStaff',
	description: 'A person with an account in the CINNOX service',
	typed: {
		displayName: 'By EID',
		placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
		regex: '[^\\s/]*',
		wrong: 'An EID has no spaces and no slashes, e.g. 64c1f0e2a1b2c3d4e5f60718',
	},
});
