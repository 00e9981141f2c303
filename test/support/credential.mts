import type { IDataObject } from 'n8n-workflow';

import type { App } from '../simulator/types.mts';

/** What a person would have typed into the credential for an App of the simulator at this URL. */
export function credentialOf(
	{ url, appId, appToken }: App & { url: string },
	changes: IDataObject = {},
): IDataObject {
	return {
		appId,
		appToken,
		baseUrl: url,
		requestsPerMinute: 500,
		allowHttp: false,
		...changes,
	};
}
