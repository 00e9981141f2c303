import { getLabels } from './getLabels';
import { getLanguageOptions } from './getLanguageOptions';
import { getLocationOptions } from './getLocationOptions';
import { getStaffOptions } from './getStaffOptions';

/** One file per thing of which several can be picked; named as `loadOptionsMethod` in the fields. */
export const loadOptions = { getLabels, getLanguageOptions, getLocationOptions, getStaffOptions };
