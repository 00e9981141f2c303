import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import {
	INVALID_APP_ID,
	INVALID_TOKEN,
	NO_SUCH_ROUTE,
	WRONG_PARAMETER,
} from '../transport/errorCodes';
import { adviceFor, asNodeError } from '../transport/errors';
import { redact } from '../transport/redact';
import { codeOf, RequestFailed } from '../transport/request';
import { asRefusal } from '../values/refusal';
import { TooManyRows } from './cursor';
import type { Report } from './reports/report';
import { MOST_ROWS } from './window';

/** How n8n is told why a poll failed, so that it waits before the next one: NodeApiError.failure. */
type DeclaredFailure = NonNullable<NodeApiError['failure']>;

const CREDENTIAL_CODES = new Set<number | undefined>([INVALID_TOKEN, INVALID_APP_ID]);

/**
 * A failed poll in words. All of them are in the message: a refused activation and the list of
 * executions show nothing else.
 *
 * @param report what was being read
 * @param appToken must appear in no message
 */
export function toPollError(
	node: INode,
	error: unknown,
	report?: Report,
	appToken = '',
): NodeApiError | NodeOperationError {
	if (error instanceof NodeOperationError || error instanceof NodeApiError) return error;
	const where = report === undefined ? '' : ` (${(report.details ?? report).name})`;
	if (error instanceof RequestFailed) {
		const { answer } = error.failure;
		const code = codeOf(error);
		const { message, description } = adviceFor(error.failure, appToken);
		const advice =
			adviceByCode(code, report) ??
			description.replace('run the workflow again', 'see whether the next poll succeeds');
		const explained = asNodeError(
			node,
			{ message: `${message}${where}. ${advice}`, description },
			{ status: 'status' in answer ? answer.status : undefined, code },
		);
		explained.failure = toFailure(error);
		return explained;
	}
	if (error instanceof TooManyRows) {
		return new NodeOperationError(
			node,
			`More than ${MOST_ROWS.toLocaleString('en')} rows have to be read again at every poll${where}. Lower 'Status Window (Hours)' or 'Late Rows (Minutes)' in 'Options', or choose fewer 'Events'.`,
			{ level: 'warning' },
		);
	}
	const { message, description } = asRefusal(error);
	const text = [message, description].filter(Boolean).join('. ');
	return new NodeOperationError(node, redact(text, appToken), { level: 'warning' });
}

/** Where the table of errors speaks of parameters that this node does not have. */
function adviceByCode(code: number | undefined, report?: Report): string | undefined {
	if (code === NO_SUCH_ROUTE && report?.details !== undefined) {
		return "CINNOX does not publish this address, and the one that this node assumes is not right for your account. The CINNOX node's Account > Check finds out whether CINNOX answers another one; if not, leave the event that needs it out of 'Events'.";
	}
	if (code === WRONG_PARAMETER && report?.details === undefined) {
		return "Lower 'Status Window (Hours)' and 'Look Back (Hours)' in 'Options': CINNOX may not give so long a time range of this report.";
	}
	return undefined;
}

function toFailure(error: RequestFailed): DeclaredFailure {
	const { answer } = error.failure;
	if (answer.kind === 'rateLimited') {
		return { cause: 'rate-limited', retryAfterMs: answer.retryAfterMs };
	}
	if (answer.kind === 'broken') return { cause: 'temporarily-unavailable' };
	return {
		cause: CREDENTIAL_CODES.has(codeOf(error)) ? 'credential-invalid' : 'configuration-invalid',
	};
}
