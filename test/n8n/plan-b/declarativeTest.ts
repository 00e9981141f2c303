import type { ICredentialTestRequest } from 'n8n-workflow';

import { ADVICE_BY_BREAK, ADVICE_BY_CODE } from '../../../nodes/transport/errorTable';
import type { Advice } from '../../../nodes/transport/errorTable';

const says = ({ message, description }: Advice) => `${message}. ${description.replace(/\.$/, '')}.`;

/**
 * The credential's test in n8n's own declarative form, in place of nodes/transport/credentialTest.ts, should
 * a reviewer refuse the deprecated helper that this one needs. docs/credential-test.md says how to switch.
 */
export const declarativeTest: ICredentialTestRequest = {
	request: {
		baseURL: '={{$credentials.baseUrl}}',
		// The credential's `authenticate` fills in the App ID and mends the Base URL.
		url: '/v1/api/apps/{appID}/labels',
		qs: { limit: 1 },
		// Rules look at the body of a success only, and CINNOX's code is in the body.
		ignoreHttpStatusErrors: true,
		timeout: 15_000,
	},
	rules: [
		...Object.entries(ADVICE_BY_CODE).flatMap(([code, advice]) =>
			// Compared with ===; CINNOX may write a code as a number or in digits.
			[Number(code), code].map((value) => ({
				type: 'responseSuccessBody' as const,
				properties: { key: 'code', value, message: says(advice) },
			})),
		),
		{
			type: 'responseSuccessBody',
			properties: { key: 'code', value: undefined, message: says(ADVICE_BY_BREAK.notJson) },
		},
	],
};
