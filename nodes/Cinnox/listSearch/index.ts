import { getCalls } from './getCalls';
import { getCampaigns } from './getCampaigns';
import { getChannelTypes } from './getChannelTypes';
import { getConferences } from './getConferences';
import { getContacts } from './getContacts';
import { getDestinations } from './getDestinations';
import { getEnquiries } from './getEnquiries';
import { getLabels } from './getLabels';
import { getNumbers } from './getNumbers';
import { getStaff } from './getStaff';
import { getTags } from './getTags';

/** One file per thing that a person can pick; named as `searchListMethod` in the fields. */
export const listSearch = {
	getCalls,
	getCampaigns,
	getChannelTypes,
	getConferences,
	getContacts,
	getDestinations,
	getEnquiries,
	getLabels,
	getNumbers,
	getStaff,
	getTags,
};
