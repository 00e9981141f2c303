import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { toText } from '../values/text';

/** What 'Options' says, apart from addresses. */
export interface Settings {
	/** What to do when CINNOX already sends a chosen type of event elsewhere. */
	conflict: 'refuse' | 'replace';
	simplify: boolean;
	/** Whether an event that CINNOX delivers again starts nothing. */
	ignoreRepeated: boolean;
	/** Whether statuses that this node does not know start the workflow too. */
	unknownStatuses: boolean;
	/** The only service whose events are taken; empty = any. */
	serviceId: string;
}

/** 'Conflict' and 'Simplify' stood beside 'Options' in earlier versions, and workflows still have them there. */
export function readSettings(context: IHookFunctions | IWebhookFunctions): Settings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const conflict = options.conflict ?? context.getNodeParameter('conflict', 'refuse');
	const simplify = options.simplify ?? context.getNodeParameter('simplify', true);
	return {
		conflict: conflict === 'replace' ? 'replace' : 'refuse',
		simplify: simplify !== false,
		ignoreRepeated: options.ignoreRepeated === true,
		unknownStatuses: options.unknownStatuses === true,
		serviceId: toText(options.serviceId).trim(),
	};
}
