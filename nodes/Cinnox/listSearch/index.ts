import { getNumbers } from './getNumbers';

/** One file per thing that a person can pick; named as `searchListMethod` in the fields. */
export const listSearch = { getNumbers };
