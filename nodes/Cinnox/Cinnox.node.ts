import '../values/oldestN8n';

import type {
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { cinnoxApiTest } from '../transport/credentialTest';
import { toEntrances } from './operation/entrances';
import { toProperties } from './operation/properties';
import { requestOptions } from './operation/requestOptions';
import { listSearch, loadOptions } from './pickers';
import { resources } from './resources';
import { answerWebhooks, receiveAnswer } from './resources/common/question/answer';

const { customOperations, pagination } = toEntrances(resources);

export class Cinnox implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CINNOX',
		name: 'cinnox',
		icon: { light: 'file:../../icons/cinnox.svg', dark: 'file:../../icons/cinnox.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Send SMS, OTPs and messages, read reports, and manage contacts, tags and destinations in CINNOX',
		defaults: { name: 'CINNOX' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'Everything of a CINNOX (M800) contact centre: SMS, one-time passwords, WhatsApp OTP, chat messages, reports of calls, SMS and enquiries, recordings, contacts, tags. Reports give the last 7 days unless startAt and endAt are set. An OTP is checked with sms:verifyOtp, which takes the otpToken of sms:sendOtp. Sends are not repeated by Retry On Fail. Use options.dryRun while building. For events use the CINNOX Trigger.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-cinnox.cinnoxTrigger',
					relationHint: 'Start when an SMS, a call or an enquiry comes in',
				},
			],
		},
		// Whoever knows a recording's address can fetch it, and a webhook's address take events. The token
		// proves, together with the PIN, who got an OTP. n8n 2.41 has the code that hides them, and calls
		// it nowhere (NodeDefinedFieldRedactionStrategy): README must not claim that they are hidden.
		sensitiveOutputFields: ['otpToken', 'url'],
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cinnoxApi', required: true, testedBy: 'cinnoxApiTest' }],
		// The transport puts the credential's Base URL in its place. A literal, because n8n would
		// evaluate an expression twice for every item; a host of its own, so that n8n's "Allowed HTTP
		// Request Domains" count the address as the node's and not as one that a person typed.
		requestDefaults: { baseURL: 'https://base-url.invalid' },
		requestOperations: { pagination },
		// For the answers to what Send and Wait asked.
		webhooks: answerWebhooks,
		waitingNodeTooltip:
			'={{ $parameter["operation"] === "sendAndWait" ? "Execution will continue after the answer on the page" : "" }}',
		properties: [...toProperties(resources), requestOptions],
	};

	methods = { listSearch, loadOptions, credentialTest: { cinnoxApiTest } };

	customOperations = customOperations;

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveAnswer(this);
	}
}
