import type { INodeProperties } from 'n8n-workflow';

export const maxSegments: INodeProperties = {
	displayName: 'Maximum Segments',
	name: 'maxSegments',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 1,
	description:
		'Refuse a text that would be billed as more SMS than this for each recipient. One SMS holds 160 English or 70 other characters, a part of a longer text 153 or 67.',
};

export const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to check and count everything without sending anything',
};
