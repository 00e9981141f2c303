import type { Resource } from '../../operation/definition';
import { check } from './check';

export const account: Resource = {
	name: 'Account',
	value: 'account',
	description: 'What this account answers under the addresses that CINNOX does not publish',
	operations: [check],
};
