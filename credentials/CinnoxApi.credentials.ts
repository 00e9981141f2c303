import '../nodes/values/oldestN8n';

import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { normaliseBaseUrl } from '../nodes/transport/baseUrl';
import { countries } from '../nodes/values/phone';
import { toText } from '../nodes/values/text';

/**
 * App ID, App Token and Base URL of one CINNOX App: https://docs.cinnox.com/docs/open-api
 *
 * The test is a function of the CINNOX node (`testedBy`), because a declarative `test` shows a
 * person nothing but `ECONNREFUSED` when the host can't be reached.
 */
export class CinnoxApi implements ICredentialType {
	name = 'cinnoxApi';

	displayName = 'CINNOX API';

	icon = { light: 'file:../icons/cinnox.svg', dark: 'file:../icons/cinnox.dark.svg' } as const;

	documentationUrl = 'https://github.com/OWNER/n8n-nodes-cinnox#your-first-sms-in-five-minutes';

	properties: INodeProperties[] = [
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			default: '',
			required: true,
			description:
				'Shown in the CINNOX dashboard under Administration > Service Integration > API > API List',
		},
		{
			displayName: 'App Token',
			name: 'appToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Shown beside the App ID. Regenerating it in CINNOX makes the old one invalid at once.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://api.example.com',
			description: 'Shown beside the App ID. Without a scheme, https:// is used.',
		},
		{
			displayName: 'Requests per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 500,
			description:
				'CINNOX accepts 500 requests a minute for the whole service account. Lower it when other programs share the account. 0 turns the pacing off.',
		},
		{
			displayName: 'Default Country',
			name: 'defaultCountry',
			type: 'options',
			options: [{ name: 'None: Numbers Carry Their Country Code', value: '' }, ...countries],
			default: '',
			description:
				'Where phone numbers without a country code belong, unless a node says otherwise under Options. Numbers with + or 00 in front are never local ones.',
		},
		{
			displayName: 'Endpoint Paths',
			name: 'endpointPaths',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "POST /v1/api/apps/{appID}/send_sms": "/v1/api/apps/{appID}/send-sms" }',
			description:
				'CINNOX does not publish the addresses of some operations. Account > Check of the CINNOX node finds out which ones your account answers, and says what to put here where they are other ones. Endpoint Path in an operation goes before it.',
		},
		{
			displayName: 'Allow Unencrypted HTTP',
			name: 'allowHttp',
			type: 'boolean',
			default: false,
			description:
				'Whether a Base URL that starts with http:// may be used for a host other than this machine. The App Token then travels unencrypted.',
		},
	];

	/**
	 * A function instead of `={{…}}` expressions: n8n evaluates an expression for every request, and
	 * the App ID has to be encoded into the path.
	 */
	authenticate: IAuthenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { appId, appToken, baseUrl, allowHttp } = credentials;
		const ownBaseUrl = normaliseBaseUrl(baseUrl, allowHttp === true);
		if (options.baseURL !== undefined && options.baseURL === baseUrl) options.baseURL = ownBaseUrl;
		// Split and join, because a replacement string would give `$` in an App ID a meaning.
		const fillIn = (address: string) =>
			address.split('{appID}').join(encodeURIComponent(toText(appId).trim()));
		if (typeof options.url === 'string') options.url = fillIn(options.url);
		// The HTTP Request node still names the address as n8n's older helper did.
		const { uri } = options as { uri?: unknown };
		if (typeof uri === 'string') Object.assign(options, { uri: fillIn(uri) });
		refuseOtherHosts(options, ownBaseUrl);
		// A redirect could lead there too; n8n's helpers know it under several names.
		Object.assign(options, {
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
			maxRedirects: 0,
			sendCredentialsOnCrossOriginRedirect: false,
		});
		options.headers = {
			...options.headers,
			Authorization: `Bearer ${toText(appToken).trim()}`,
		};
		return options;
	};
}

/**
 * The HTTP Request node can be pointed anywhere with this credential; the App Token must not go along.
 *
 * @throws UserError when the request goes to another origin than the Base URL's
 */
function refuseOtherHosts(options: IHttpRequestOptions, ownBaseUrl: string): void {
	const { uri } = options as { uri?: unknown };
	const address = toText(options.url) || toText(uri);
	const target = URL.canParse(address, options.baseURL || ownBaseUrl)
		? new URL(address, options.baseURL || ownBaseUrl)
		: undefined;
	if (target?.origin === new URL(ownBaseUrl).origin) return;
	throw new UserError(
		"This credential is only for the host of its 'Base URL', so the App Token was not sent elsewhere",
		{
			description: `Use an address that begins with ${ownBaseUrl}, or choose no credential for other hosts`,
		},
	);
}
