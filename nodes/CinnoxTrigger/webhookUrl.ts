/** What the URLs of n8n's webhooks say: https://docs.n8n.io/hosting/configuration/environment-variables/endpoints/ */

export function parseUrl(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}

/** n8n's test URLs have `webhook-test` (N8N_ENDPOINT_WEBHOOK_TEST) where production has `webhook`. */
const TEST_URL = /^(https?:\/\/[^/]+.*\/[^/]+)-test(\/.*)$/;

export function isTestUrl(url: string): boolean {
	return TEST_URL.test(url);
}

export function toProductionUrl(url: string): string | undefined {
	return isTestUrl(url) ? url.replace(TEST_URL, '$1$2') : undefined;
}
