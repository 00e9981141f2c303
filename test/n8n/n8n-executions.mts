import { requireFromN8n } from './install.mts';
import { N8nSession } from './n8n-session.mts';
import type { Execution, ExecutionStatus, ExecutionSummary } from './n8n-types.mts';
import { chosenN8n } from './versions.mts';
import { waitFor } from './wait-for.mts';

/** What an execution that ended can have come to. */
const ENDED: ExecutionStatus[] = ['success', 'error', 'crashed', 'canceled'];

const hasEnded = ({ status }: ExecutionSummary) => !['new', 'running', 'waiting'].includes(status);

/** n8n keeps execution data in this form. */
const flatted = () => requireFromN8n<{ parse(text: string): unknown }>('flatted');

/** A session that runs workflows and reads what came of it. */
export class N8nExecutions extends N8nSession {
	/**
	 * "Execute workflow" in the editor. With a webhook trigger n8n listens on its test URL instead
	 * of starting at once, and answers `waitingForWebhook`.
	 */
	async runWorkflow(
		id: string,
		trigger: string,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		return await this.runBy(id, { triggerToStartFrom: { name: trigger } });
	}

	/** Any manual run of a saved workflow, described as the editor does it. */
	async runBy(
		id: string,
		run: Record<string, unknown>,
	): Promise<{ executionId?: string; waitingForWebhook?: boolean }> {
		const workflowData = chosenN8n().runTakesWorkflow
			? await this.request('GET', `/rest/workflows/${id}`)
			: undefined;
		return await this.request('POST', `/rest/workflows/${id}/run`, { ...run, workflowData });
	}

	/** "Listen for test event" in the editor. */
	async listenForTestEvent(id: string, trigger: string): Promise<void> {
		const { waitingForWebhook } = await this.runWorkflow(id, trigger);
		if (!waitingForWebhook) throw new Error(`"${trigger}" does not listen for a test event.`);
	}

	/** "Stop listening" in the editor. The trigger is ended after this returns. */
	async stopListening(id: string): Promise<void> {
		await this.request('DELETE', `/rest/test-webhook/${id}`);
	}

	/** The latest executions, newest first. */
	async executions(
		filter: { workflowId?: string; status?: ExecutionStatus[] } = {},
	): Promise<ExecutionSummary[]> {
		const query = new URLSearchParams({ limit: '100', filter: JSON.stringify(filter) });
		const { results } = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?${query}`,
		);
		return results;
	}

	/**
	 * How many executions of a workflow ended.
	 *
	 * @param status how they ended; in any way, if absent
	 * @throws Error when there are so many that n8n only estimates how many
	 */
	async countExecutions(workflowId: string, status = ENDED): Promise<number> {
		const filter = JSON.stringify({ workflowId, status });
		const query = new URLSearchParams({ limit: '1', filter });
		const { count, estimated } = await this.request<{ count: number; estimated: boolean }>(
			'GET',
			`/rest/executions?${query}`,
		);
		if (estimated) throw new Error(`n8n only estimates the executions of workflow ${workflowId}.`);
		return count;
	}

	/** One execution with the data of every node. */
	async execution(id: string): Promise<Execution> {
		const execution = await this.request<Omit<Execution, 'data'> & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		return { ...execution, data: flatted().parse(execution.data) as Execution['data'] };
	}

	/** Waits until an execution has ended, however it ended. */
	async finishedExecution(id: string, timeoutMs = 60_000): Promise<Execution> {
		return await waitFor(
			async () => {
				const execution = await this.execution(id);
				// n8n 1.x writes that it has ended before what it came to.
				return hasEnded(execution) && execution.data?.resultData && execution;
			},
			{ describe: `the end of execution ${id}`, timeoutMs },
		);
	}

	/** Waits until a workflow has at least that many executions that have ended; newest first. */
	async finishedExecutions(
		workflowId: string,
		count = 1,
		timeoutMs = 60_000,
	): Promise<ExecutionSummary[]> {
		return await waitFor(
			async () => {
				const ended = (await this.executions({ workflowId })).filter(hasEnded);
				return ended.length >= count ? ended : undefined;
			},
			{ describe: `${count} ended execution(s) of workflow ${workflowId}`, timeoutMs },
		);
	}

	/** Runs a workflow that starts with a manual trigger, and returns the ended execution. */
	async runAndWait(id: string, trigger: string, timeoutMs = 60_000): Promise<Execution> {
		const { executionId } = await this.runWorkflow(id, trigger);
		if (!executionId) throw new Error(`"${trigger}" waits for a webhook; nothing was started.`);
		return await this.finishedExecution(executionId, timeoutMs);
	}
}
