/** What the URLs of n8n's webhooks say: https://docs.n8n.io/hosting/configuration/environment-variables/endpoints/ */

export function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

const TEST = '-test/';

/**
 * n8n's test URLs have `webhook-test` (N8N_ENDPOINT_WEBHOOK_TEST) where production has `webhook`.
 *
 * @returns undefined where the URL is none of them
 */
export function toProductionUrl(url: string): string | undefined {
	const at = url.lastIndexOf(TEST);
	// Part of the path, and behind a name.
	const path = url.indexOf('/', url.indexOf('://') + 3);
	if (!/^https?:\/\/[^/]/.test(url) || path === -1 || at <= path + 1 || url[at - 1] === '/') {
		return undefined;
	}
	return url.slice(0, at) + url.slice(at + TEST.length - 1);
}

export function isTestUrl(url: string): boolean {
	return toProductionUrl(url) !== undefined;
}
