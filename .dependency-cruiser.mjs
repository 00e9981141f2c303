/**
 * Which way imports may go. ARCHITECTURE.md tells the house; this holds it.
 *
 * Rooms from the bottom up: values, transport, subscriptions, then the nodes. Inside the action node:
 * operation, then resources and pickers, then the node itself.
 */
const ROOMS = {
	values: '^nodes/values/',
	transport: '^nodes/transport/',
	subscriptions: '^nodes/subscriptions/',
	operation: '^nodes/Cinnox/operation/',
	resources: '^nodes/Cinnox/resources/',
	pickers: '^nodes/Cinnox/pickers/',
	credentials: '^credentials/',
};

/** Room -> rooms that it may import from, besides itself. */
const MAY_USE = {
	values: [],
	transport: ['values'],
	subscriptions: ['transport', 'values'],
	operation: ['transport', 'values'],
	resources: ['operation', 'subscriptions', 'transport', 'values'],
	pickers: ['transport', 'values'],
	credentials: ['transport', 'values'],
};

const directions = Object.entries(MAY_USE).map(([room, allowed]) => ({
	name: `${room}-only-downwards`,
	severity: 'error',
	from: { path: ROOMS[room] },
	to: {
		path: '^(nodes|credentials)/',
		pathNot: [room, ...allowed].map((name) => ROOMS[name]),
	},
}));

export default {
	forbidden: [
		...directions,
		{
			name: 'no-circle',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'nodes-not-sideways',
			comment: 'What two nodes need lies beside them.',
			severity: 'error',
			from: { path: '^nodes/(Cinnox[^/]*)/' },
			to: { path: '^nodes/Cinnox[^/]*/', pathNot: '^nodes/$1/' },
		},
		{
			name: 'resources-share-fields-only',
			comment: 'A resource may show a field of another; everything else in common is in common/.',
			severity: 'error',
			from: {
				path: '^nodes/Cinnox/resources/([^/]+)/',
				pathNot: '^nodes/Cinnox/resources/common/',
			},
			to: {
				path: '^nodes/Cinnox/resources/[^/]+/',
				pathNot: [
					'^nodes/Cinnox/resources/$1/',
					'^nodes/Cinnox/resources/common/',
					'^nodes/Cinnox/resources/[^/]+/fields\\.ts$',
				],
			},
		},
		{
			name: 'only-n8n-and-crypto',
			comment: 'An installed package has nothing else beside it.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: { pathNot: ['^(nodes|credentials)/', 'n8n-workflow', '^(node:)?crypto$'] },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
	},
};
