import { N8nExecutions } from './n8n-executions.mts';
import type {
	CredentialReference,
	CredentialTestResult,
	DynamicParameterQuery,
	ListSearchResult,
	PublicationStatus,
	SavedWorkflow,
	WorkflowJson,
} from './n8n-types.mts';
import { chosenN8n } from './versions.mts';
import { waitFor } from './wait-for.mts';

export type * from './n8n-types.mts';

/** What a person does in n8n's editor, over the same REST API. */
export class N8nClient extends N8nExecutions {
	/** Saves a credential. */
	async createCredential(
		type: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<CredentialReference> {
		const { id } = await this.request<CredentialReference>('POST', '/rest/credentials', {
			name,
			type,
			data,
		});
		return { id, name };
	}

	/** Replaces the data of a saved credential. */
	async updateCredential(
		{ id, name }: CredentialReference,
		type: string,
		data: Record<string, unknown>,
	): Promise<void> {
		await this.request('PATCH', `/rest/credentials/${id}`, { name, type, data });
	}

	/**
	 * What the editor does when a credential is saved: the credential's own test. The credential must
	 * be saved; `data` may differ from what was.
	 */
	async testCredential(
		{ id, name }: CredentialReference,
		type: string,
		data: Record<string, unknown>,
	): Promise<CredentialTestResult> {
		return await this.request('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	/** The descriptions of all node types that n8n has loaded. */
	async nodeTypes(): Promise<Array<{ name: string; displayName: string; version: unknown }>> {
		return await this.request('GET', '/types/nodes.json');
	}

	/** Saves a new workflow. */
	async createWorkflow(workflow: WorkflowJson): Promise<SavedWorkflow> {
		return await this.request('POST', '/rest/workflows', {
			settings: {},
			...workflow,
			active: false,
		});
	}

	/** Saves changes of a workflow as a new version. It becomes live when that is activated. */
	async updateWorkflow(id: string, changes: Partial<WorkflowJson>): Promise<SavedWorkflow> {
		return await this.request('PATCH', `/rest/workflows/${id}`, changes);
	}

	/** A saved workflow. */
	async getWorkflow(id: string): Promise<SavedWorkflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** Asks n8n to make a version live. Its triggers may be started after this returns. */
	async activate(id: string, versionId: string): Promise<SavedWorkflow> {
		return await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/** Ends a live workflow. Its triggers may be ended after this returns. */
	async deactivate(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** How far n8n got with starting or ending the triggers of a workflow. */
	async publicationStatus(id: string): Promise<PublicationStatus> {
		return await this.request('GET', `/rest/workflows/${id}/publication-status`);
	}

	/** Activates and waits until all triggers are started; throws what they complain about. */
	async activateAndWait(
		{ id, versionId }: Pick<SavedWorkflow, 'id' | 'versionId'>,
		timeoutMs = 60_000,
	): Promise<void> {
		await this.activate(id, versionId);
		if (!chosenN8n().publishesLater) return;
		let last: PublicationStatus | undefined;
		const settled = await waitFor(
			async () => {
				last = await this.publicationStatus(id);
				return last.status === 'published' || last.status === 'failed' ? last : undefined;
			},
			{
				describe: `the activation of workflow ${id}`,
				timeoutMs,
				details: () => `Publication status: ${JSON.stringify(last)}`,
			},
		);
		if (settled.status === 'failed') {
			const messages = settled.triggers.map((trigger) => trigger.errorMessage ?? trigger.status);
			throw new Error(`The workflow could not be activated: ${messages.join('; ')}`);
		}
	}

	/** Deactivates and waits until n8n has ended all triggers. */
	async deactivateAndWait(id: string, timeoutMs = 60_000): Promise<void> {
		await this.deactivate(id);
		if (!chosenN8n().publishesLater) return;
		await waitFor(async () => (await this.publicationStatus(id)).status === 'not_published', {
			describe: `the deactivation of workflow ${id}`,
			timeoutMs,
		});
	}

	/** Archives and deletes a workflow. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/archive`, {});
		await this.request('DELETE', `/rest/workflows/${id}`);
	}

	/** What a resource locator's "From List" shows. */
	async listSearch(
		query: DynamicParameterQuery & { filter?: string; paginationToken?: string },
	): Promise<ListSearchResult> {
		const { filter, paginationToken } = query;
		return await this.request('POST', `${DYNAMIC_PARAMETERS}/resource-locator-results`, {
			...toDynamicParameter(query),
			filter,
			paginationToken,
		});
	}

	/** The options of a dropdown that a node loads. */
	async loadOptions(
		query: DynamicParameterQuery,
	): Promise<Array<{ name: string; value: string | number; description?: string }>> {
		return await this.request('POST', `${DYNAMIC_PARAMETERS}/options`, toDynamicParameter(query));
	}
}

const DYNAMIC_PARAMETERS = '/rest/dynamic-node-parameters';

const toDynamicParameter = (query: DynamicParameterQuery) => ({
	path: `parameters.${query.parameter}`,
	methodName: query.method,
	nodeTypeAndVersion: { name: query.nodeType, version: query.typeVersion ?? 1 },
	currentNodeParameters: query.parameters ?? {},
	credentials: query.credentials,
});
