/** What holds for every example workflow; test/n8n/workflows.test.mts runs them. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import type * as n8nWorkflow from 'n8n-workflow';
import type { INode, INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import { Cinnox } from '../../../nodes/Cinnox/Cinnox.node.ts';
import { CinnoxPollingTrigger } from '../../../nodes/CinnoxPollingTrigger/CinnoxPollingTrigger.node.ts';
import { CinnoxTrigger } from '../../../nodes/CinnoxTrigger/CinnoxTrigger.node.ts';
import { exampleNames } from '../../../scripts/lib/examples.mts';
import { repoRoot } from '../../../scripts/lib/paths.mts';
import type { WorkflowJson, WorkflowNode } from '../../n8n/n8n-types.mts';

const { NodeHelpers } = createRequire(import.meta.url)('n8n-workflow') as typeof n8nWorkflow;

const folder = path.join(repoRoot, 'workflows');
const readme = readFileSync(path.join(repoRoot, 'README.md'), 'utf8');

const OURS: Record<string, { description: n8nWorkflow.INodeTypeDescription }> = {
	'n8n-nodes-cinnox.cinnox': new Cinnox(),
	'n8n-nodes-cinnox.cinnoxTool': new Cinnox(),
	'n8n-nodes-cinnox.cinnoxTrigger': new CinnoxTrigger(),
	'n8n-nodes-cinnox.cinnoxPollingTrigger': new CinnoxPollingTrigger(),
};
const N8NS = /^(n8n-nodes-base|@n8n\/n8n-nodes-langchain)\./;

const isNote = ({ type }: WorkflowNode) => type === 'n8n-nodes-base.stickyNote';

/** The fields that a person sees in one of our nodes, and what is in them. */
function formOf({ type, parameters }: WorkflowNode) {
	const { description } = OURS[type]!;
	const node = { typeVersion: 1, parameters } as unknown as INode;
	const given = parameters as INodeParameters;
	const values = {
		...NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description),
		...given,
	};
	const shown = description.properties.filter(
		(property) =>
			NodeHelpers.displayParameter(values, property, node, description, values) ||
			// Which of several fields shows is decided by an expression when it runs.
			Object.keys(property.displayOptions?.show ?? {}).some((name) =>
				String(given[name] ?? '').startsWith('='),
			),
	);
	return { shown, values };
}

const isEmpty = (value: unknown): boolean =>
	typeof value === 'object' && value !== null && '__rl' in value && 'value' in value
		? isEmpty(value.value)
		: value === '';

test('the folder holds the workflows that are tried, and README.md names each', () => {
	const files = readdirSync(folder).sort();
	expect(files).toEqual(exampleNames.map((name) => `${name}.json`));
	for (const file of files) expect(readme).toContain(`(workflows/${file})`);
});

describe.each(exampleNames)('the workflow %s', (name) => {
	const workflow = JSON.parse(
		readFileSync(path.join(folder, `${name}.json`), 'utf8'),
	) as WorkflowJson;
	const { nodes } = workflow;
	const notes = nodes.filter(isNote).map(({ parameters }) => String(parameters.content));
	const ours = nodes.filter(({ type }) => type in OURS);

	test('says in a note what it does and what to set', () => {
		expect(notes[0]).toMatch(/^## .+\n\n.+/);
		expect(notes[0]).toContain('**To set it up**');
	});

	test('needs no nodes but those of n8n and ours, and brings no credentials and data', () => {
		for (const { type } of nodes) expect(type in OURS || N8NS.test(type), type).toBe(true);
		for (const { credentials = {} } of nodes) {
			for (const { id } of Object.values(credentials)) expect(id).toBeNull();
		}
		for (const { credentials } of ours) expect(credentials).toHaveProperty('cinnoxApi');
		expect(workflow.pinData).toEqual({});
		expect(workflow).not.toHaveProperty('active');
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});

	test('has in each node that is called from outside what n8n 1.x makes its address of', () => {
		for (const { type, name, webhookId } of nodes) {
			const isCalled = /(?:\.formTrigger|\.form|\.chatTrigger|\.wait|\.webhook|\.cinnoxTrigger)$/;
			if (isCalled.test(type)) expect(webhookId, name).toMatch(/^[\da-f-]{36}$/);
		}
	});

	test('sets only fields that our nodes have, to choices that they offer', () => {
		for (const node of ours) {
			const { shown } = formOf(node);
			for (const [parameter, value] of Object.entries(node.parameters)) {
				if (parameter === 'pollTimes') continue; // n8n adds it to every polling trigger
				const fields = shown.filter((property) => property.name === parameter);
				expect(fields, `${node.name}: ${parameter}`).not.toEqual([]);
				const choices = fields.flatMap(({ type, options = [] }) =>
					type === 'options' || type === 'multiOptions'
						? (options as INodePropertyOptions[]).map((option) => option.value)
						: [],
				);
				if (choices.length > 0 && !String(value).startsWith('=')) {
					for (const chosen of [value].flat()) expect(choices).toContain(chosen);
				}
				if (fields[0]!.type === 'collection') {
					const offered = fields.flatMap(({ options = [] }) =>
						options.map((option) => option.name),
					);
					for (const option of Object.keys(value as object)) expect(offered).toContain(option);
				}
			}
		}
	});

	test('names in its notes every node in which something has to be entered', () => {
		for (const node of ours) {
			const { shown, values } = formOf(node);
			const missing = shown.filter(({ name, required }) => required && isEmpty(values[name]));
			if (missing.length > 0) expect(notes.join('\n')).toContain(`**${node.name}**`);
		}
	});
});
