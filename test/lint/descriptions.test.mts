/**
 * Rules that n8n's repository has and the pinned linters do not yet, on the descriptions as n8n loads
 * them: the rules themselves see only what is written inside a node's class.
 * https://github.com/n8n-io/n8n/tree/master/packages/@n8n/eslint-plugin-community-nodes/docs/rules
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import type {
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { describe, expect, inject, test } from 'vitest';

const folder = inject('packedFolder');
const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
	name: string;
	n8n: { strict: boolean; nodes: string[]; credentials: string[] };
};

/** https://docs.n8n.io/connect/create-nodes/build-your-node/reference/codex-files/#node-categories */
const CATEGORIES = [
	'Analytics',
	'Communication',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing & Content',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
];

/** What every codex may say. */
const CODEX_MEMBERS = ['node', 'nodeVersion', 'codexVersion', 'categories', 'resources', 'alias'];

/**
 * Fields beside the required ones that are no part of a collection, and why. n8n's rule is
 * `non-required-fields-in-collection`; it exempts what is in EXEMPT_TYPES and CHOOSING.
 */
const AT_THE_TOP: Record<string, string> = {
	timeRange: 'decides which of the next two fields are shown, and is asked of everybody',
	startAt: 'with Custom chosen it has to be filled in; run time says so',
	endAt: 'with Custom chosen it may be empty, beside the field that may not',
	recordingOf: 'decides whether a call or a conference is asked for',
	channelType: 'empty means all of them, which is what most want to see',
	pin: 'empty where the node makes the PIN; the first thing to decide of a one-time password',
	pinType: 'shown only where a PIN is generated, which it describes',
	pinLength: 'shown only where a PIN is generated, which it describes',
	firstName: 'one of the two names has to be there, whichever',
	phone: 'what most look a new contact up by, beside the names',
	email: 'what most look a new contact up by, beside the names',
	lastName: 'one of the two names has to be there, whichever',
	returnAll: "n8n's own place for it, in every list",
	limit: "n8n's own place for it, in every list",
	output: "n8n's own place for it, in every list",
	staffTargets: 'shown and needed where the chosen types ask for it',
	phoneTargets: 'shown and needed where the chosen types ask for it',
	trunkTargets: 'shown and needed where the chosen types ask for it',
	eventType: 'which subscription is meant; always set',
	expectedEventTypes: 'empty means those that are there',
	matchBy: 'decides by which field the next one looks; always set',
	limitMinutes: 'how long the workflow waits; always set, and the first thing to ask of a wait',
	responseType: "n8n's own place for it, in every Send and Wait",
	answerChoices: 'belongs to the Response Type above it',
	method: 'as in the HTTP Request node; always set',
	jsonBody: 'as in the HTTP Request node; shown for methods that have a body',
};
const EXEMPT_TYPES = ['collection', 'fixedCollection', 'notice', 'callout', 'hidden', 'curlImport'];
const CHOOSING = ['resource', 'operation', 'authentication'];

const LONGEST_HINT = 120;

function load<T>(file: string): T {
	const [type] = Object.values(require(path.resolve(file)) as Record<string, new () => T>);
	return new type!();
}

// The built package of this folder: the packed one has no n8n-workflow beside it.
const nodes = manifest.n8n.nodes.map((file) => ({
	name: path.basename(file, '.node.js'),
	file,
	description: load<INodeType>(file).description,
}));
const credentials = manifest.n8n.credentials.map((file) => load<ICredentialType>(file));

/** A property and all that are inside it. */
function withInner(property: INodeProperties): INodeProperties[] {
	const inner = (property.options ?? []).flatMap((option) => {
		if ('values' in option) return (option as INodePropertyCollection).values;
		return 'type' in option ? [option as INodeProperties] : [];
	});
	return [property, ...inner.flatMap(withInner)];
}

const everyProperty = (description: INodeTypeDescription) =>
	description.properties.flatMap(withInner);

test.each(nodes)('the codex of $name says what n8n knows', ({ file, description }) => {
	const codexFile = path.join(folder, file.replace(/\.js$/, '.json'));
	const codex = JSON.parse(readFileSync(codexFile, 'utf8')) as {
		node: string;
		categories: string[];
	};
	expect(codex.node).toBe(`${manifest.name}.${description.name}`);
	expect(codex.categories.length).toBeGreaterThan(0);
	expect(codex.categories.filter((category) => !CATEGORIES.includes(category))).toEqual([]);
	// Neither `subcategories` nor anything else that only n8n's own nodes have.
	expect(Object.keys(codex).filter((member) => !CODEX_MEMBERS.includes(member))).toEqual([]);
	// n8n reads no codex file of a node that has one of its own.
	expect(description).not.toHaveProperty('codex');
});

test('"n8n.strict" is on only with n8n\'s own ESLint configuration', () => {
	const own = readFileSync('eslint.config.mjs', 'utf8').replace(/\s/g, '');
	const n8ns = "import{config}from'@n8n/node-cli/eslint';exportdefaultconfig;";
	expect(manifest.n8n.strict && own !== n8ns).toBe(false);
});

describe.each(nodes)('$name', ({ name, description }) => {
	test('asks at the top for what is needed, and in collections for the rest', () => {
		const optional = description.properties
			.filter((property) => property.required !== true)
			.filter(({ type }) => !EXEMPT_TYPES.includes(type))
			.filter((property) => !CHOOSING.includes(property.name))
			.map((property) => property.name);
		expect(optional.filter((field) => !(field in AT_THE_TOP))).toEqual([]);
	});

	test('has hints that fit under a field', () => {
		const hints = everyProperty(description).flatMap(({ hint }) => hint ?? []);
		expect(hints.filter((hint) => hint.length > LONGEST_HINT)).toEqual([]);
		if (name === 'Cinnox') expect(hints.length).toBeGreaterThan(0);
	});

	test('offers each choice once, without an asterisk', () => {
		for (const property of everyProperty(description)) {
			const choices = (property.options ?? []).flatMap((option) =>
				'value' in option ? [option] : [],
			);
			const values = choices.map(({ value }) => value);
			expect(new Set(values).size, property.name).toBe(values.length);
			expect(choices.filter((choice) => choice.name.includes('*'))).toEqual([]);
		}
	});

	test('gives every field a default', () => {
		for (const property of everyProperty(description)) {
			expect(property, property.name).toHaveProperty('default');
		}
	});

	test('takes one credential', () => {
		expect(description.credentials?.map((credential) => credential.name)).toEqual(['cinnoxApi']);
	});
});

test('every exception is still needed', () => {
	const top = nodes.flatMap(({ description }) => description.properties.map(({ name }) => name));
	expect(Object.keys(AT_THE_TOP).filter((field) => !top.includes(field))).toEqual([]);
});

test('the credential has short hints, too', () => {
	for (const { properties } of credentials) {
		const hints = properties.flatMap(withInner).flatMap(({ hint }) => hint ?? []);
		expect(hints.filter((hint) => hint.length > LONGEST_HINT)).toEqual([]);
	}
});
