import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/**
 * Turned off by n8n's own command-line tool and by the scanner that decides about verification: they
 * contradict the newer plugin or today's n8n.
 */
const OUTDATED = [
	'cred-class-field-documentation-url-miscased',
	'cred-class-field-type-options-password-missing',
	'node-class-description-inputs-wrong-regular-node',
	'node-class-description-outputs-wrong',
	'node-param-type-options-max-value-present',
];

const nodesBaseRules = (group) =>
	Object.fromEntries(
		Object.entries(nodesBase.configs[group].rules).map(([name, level]) => [
			name,
			OUTDATED.includes(name.replace('n8n-nodes-base/', '')) ? 'off' : level,
		]),
	);

const allWarningsAreErrors = (rules) =>
	Object.fromEntries(
		Object.entries(rules).map(([name, level]) => [name, level === 'warn' ? 'error' : level]),
	);

export default tseslint.config(
	{ ignores: ['**/dist/**', '**/node_modules/**', '**/.cache/**', 'benchmark/results/**'] },
	// An `eslint-disable` would pass here and be refused by the scanner, which ignores it.
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: { parserOptions: { project: './tsconfig.json' } },
		plugins: {
			'@n8n/community-nodes': n8nCommunityNodesPlugin,
			'n8n-nodes-base': nodesBase,
		},
		rules: {
			...allWarningsAreErrors(n8nCommunityNodesPlugin.configs.recommended.rules),
			'no-console': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/require-await': 'off',
		},
	},
	{ files: ['nodes/**/*.ts'], rules: nodesBaseRules('nodes') },
	{ files: ['credentials/**/*.ts'], rules: nodesBaseRules('credentials') },
	{
		files: ['package.json'],
		plugins: {
			'@n8n/community-nodes': n8nCommunityNodesPlugin,
			'n8n-nodes-base': nodesBase,
		},
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: {
			...allWarningsAreErrors(n8nCommunityNodesPlugin.configs.recommended.rules),
			...nodesBaseRules('community'),
		},
	},
	{
		files: ['test/**/*.mts', 'scripts/**/*.{mts,mjs}', 'benchmark/**/*.mts'],
		extends: [tseslint.configs.recommended],
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
		},
	},
);
