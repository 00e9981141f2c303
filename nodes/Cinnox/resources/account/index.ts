import type { Resource } from '../../operation/definition';
import { check } from './check';

export const account: Resource = {
	name: 'Account',
	value: 'account',
	operations: [check],
};
