import type { IDataObject } from 'n8n-workflow';

import type { CredentialReference, N8nClient, SavedWorkflow } from '../../test/n8n/n8n-client.mts';
import { byId } from '../../test/support/resource-locator.mts';
import { bold } from '../lib/steps.mts';
import { exampleWorkflow, withParameters } from '../lib/world.mts';
import type { Running } from './start-n8n.mts';

/** The header in which a website proves to the OTP workflow who it is. */
export const otpKeyHeader = 'X-Api-Key';

/** The example workflows, imported, with credentials chosen. Neither is published yet. */
export async function createWorkflows(
	client: N8nClient,
	service: IDataObject,
	{ otpKey, otpSender }: { otpKey: string; otpSender: string },
): Promise<{ autoReply: SavedWorkflow; otp: SavedWorkflow; credential: CredentialReference }> {
	const cinnoxApi = await client.createCredential('cinnoxApi', 'CINNOX account', service);
	const httpHeaderAuth = await client.createCredential('httpHeaderAuth', 'OTP webhook key', {
		name: otpKeyHeader,
		value: otpKey,
	});
	const autoReply = await client.createWorkflow(
		exampleWorkflow('auto-reply-to-inbound-sms', { cinnoxApi }),
	);
	const otp = await client.createWorkflow(
		withParameters(
			exampleWorkflow('otp-by-webhook', { cinnoxApi, httpHeaderAuth }),
			'Send PIN by SMS',
			{ senderNumber: byId(otpSender) },
		),
	);
	return { autoReply, otp, credential: cinnoxApi };
}

/** Where a person finds the two workflows, as lines to print. */
export function whereToLook(
	{ n8n, owner }: Running,
	autoReply: SavedWorkflow,
	otp: SavedWorkflow,
): string[] {
	return [
		bold('  Look at it in the editor'),
		`  Editor    ${bold(n8n.baseUrl)}`,
		`  E-mail    ${owner.email}`,
		`  Password  ${owner.password}`,
		`  Workflow  ${n8n.baseUrl}/workflow/${autoReply.id}  (auto-reply)`,
		`  Workflow  ${n8n.baseUrl}/workflow/${otp.id}  (one-time password)`,
		`  Log       ${n8n.logFile}`,
	];
}
