import type { IDataObject } from 'n8n-workflow';

import type { CredentialReference, N8nClient, SavedWorkflow } from '../../test/n8n/n8n-client.mts';
import {
	createDataTable,
	dataTableNames,
	DEMO_ROWS,
	exampleNames,
	type ExampleWorkflow,
	exampleWorkflow,
	type Own,
	readyExample,
} from '../lib/examples.mts';
import { bold } from '../lib/steps.mts';
import type { Running } from './start-n8n.mts';

/** The header in which a website proves to the OTP workflow who it is. */
export const otpKeyHeader = 'X-Api-Key';

export interface Imported {
	workflows: Record<ExampleWorkflow, SavedWorkflow>;
	/** The credential for CINNOX. */
	credential: CredentialReference;
}

/**
 * All example workflows, imported, with credentials chosen, and the data tables that they work on. None
 * is published yet.
 *
 * @param own what to set in them, where CINNOX is simulated; the tables then hold rows
 */
export async function importWorkflows(
	client: N8nClient,
	service: IDataObject,
	otpKey: string,
	own?: Own,
): Promise<Imported> {
	const cinnoxApi = await client.createCredential('cinnoxApi', 'CINNOX account', service);
	const httpHeaderAuth = await client.createCredential('httpHeaderAuth', 'OTP webhook key', {
		name: otpKeyHeader,
		value: otpKey,
	});
	const credentials = { cinnoxApi, httpHeaderAuth };
	for (const name of dataTableNames) {
		await createDataTable(client, name, own ? DEMO_ROWS[name] : []);
	}
	const workflows: Partial<Record<ExampleWorkflow, SavedWorkflow>> = {};
	for (const name of exampleNames) {
		workflows[name] = await client.createWorkflow(
			own ? readyExample(name, credentials, own) : exampleWorkflow(name, credentials),
		);
	}
	return { workflows: workflows as Imported['workflows'], credential: cinnoxApi };
}

/** Where a person finds the workflows, as lines to print. */
export function whereToLook({ n8n, owner }: Running): string[] {
	return [
		bold('  Look at it in the editor'),
		`  Editor    ${bold(n8n.baseUrl)}`,
		`  E-mail    ${owner.email}`,
		`  Password  ${owner.password}`,
		`  Log       ${n8n.logFile}`,
	];
}
