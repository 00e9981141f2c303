import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { cinnoxApiTest } from '../transport/credentialTest';

import { eventOptions, undocumentedEvents } from './events';
import { receive } from './receive';
import { isSubscribed, subscribe, unsubscribe } from './subscription';

export class CinnoxTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CINNOX Trigger',
		name: 'cinnoxTrigger',
		icon: { light: 'file:../../icons/cinnox.svg', dark: 'file:../../icons/cinnox.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when something happens in CINNOX: a call, an SMS, an enquiry, a recording, a changed contact',
		defaults: { name: 'CINNOX Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cinnoxApi', required: true, testedBy: 'cinnoxApiTest' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it n8n answers with the name of its default, not with what webhook() returns.
				responseData: '',
				path: 'webhook',
			},
		],
		properties: [
			{
				displayName:
					'CINNOX keeps one URL for each type of event and App. While you listen for a test event, the active workflow gets none of the events chosen here; when the listening ends, its URL is put back.',
				name: 'oneUrlNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				options: eventOptions,
				default: [],
				required: true,
				description: 'What starts the workflow',
			},
			{
				displayName:
					'CINNOX does not publish the address for some of the chosen events. If CINNOX does not know the one that this node uses, set the right one under Options.',
				name: 'undocumentedNotice',
				type: 'notice',
				displayOptions: { show: { events: undocumentedEvents } },
				default: '',
			},
			{
				displayName: 'If Another URL Is Subscribed',
				name: 'conflict',
				type: 'options',
				options: [
					{
						name: 'Refuse',
						value: 'refuse',
						description: 'Leave it alone and say which URL it is',
					},
					{
						name: 'Replace',
						value: 'replace',
						description: 'Take over; the other URL gets nothing any more',
					},
				],
				default: 'refuse',
				description:
					'What to do when CINNOX already sends a chosen type of event of this App elsewhere',
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
			{
				displayName: 'Filters',
				name: 'filters',
				type: 'collection',
				placeholder: 'Add Filter',
				default: {},
				description:
					'Which events start the workflow. An event that carries nothing to compare is let through.',
				options: [
					{
						displayName: 'Channels',
						name: 'channels',
						type: 'multiOptions',
						options: [
							{ name: 'Chatbot', value: 'CHATBOT' },
							{ name: 'CINNOX', value: 'CINNOX' },
							{ name: 'Email', value: 'EMAIL' },
							{ name: 'Facebook', value: 'FACEBOOK' },
							{ name: 'Instagram', value: 'INSTAGRAM' },
							{ name: 'LINE', value: 'LINE' },
							{ name: 'Third Party', value: 'THIRDPARTY' },
							{ name: 'WeChat', value: 'WECHAT' },
							{ name: 'WhatsApp', value: 'WHATSAPP' },
							{ name: 'WOZTELL', value: 'WOZTELL' },
						],
						default: [],
						description: 'Where an enquiry was received',
					},
					{
						displayName: 'Destination IDs',
						name: 'destinationIds',
						type: 'string',
						default: '',
						placeholder: 'e.g. 5f0c3a1e9b',
						description: 'Destinations that an enquiry went to, separated by commas',
					},
					{
						displayName: 'Recipient Countries',
						name: 'recipientCountries',
						type: 'string',
						default: '',
						placeholder: 'e.g. HK, SG',
						description: 'Two-letter countries that an SMS was sent to, separated by commas',
					},
					{
						displayName: 'Recipient Numbers',
						name: 'recipientNumbers',
						type: 'string',
						default: '',
						placeholder: 'e.g. 85230012345, 852*',
						description:
							'Numbers that an SMS or a call went to, separated by commas. A star stands for any ending.',
					},
					{
						displayName: 'Sender Numbers',
						name: 'senderNumbers',
						type: 'string',
						default: '',
						placeholder: 'e.g. 85291234567, 852*',
						description:
							'Numbers that an SMS or a call came from, separated by commas. A star stands for any ending.',
					},
				],
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Conference Endpoint Path',
						name: 'conferencePath',
						type: 'string',
						default: '',
						placeholder: 'e.g. /v1/api/apps/{appID}/conference-event-sub',
						description:
							'The address for conference events under the Base URL, if CINNOX gives you another one. {appID} stands for the App ID.',
					},
					{
						displayName: 'Contact Endpoint Path',
						name: 'contactPath',
						type: 'string',
						default: '',
						placeholder: 'e.g. /v1/api/apps/{appID}/contact-event-sub',
						description:
							'The address for merged and transferred contacts under the Base URL, if CINNOX gives you another one. {appID} stands for the App ID.',
					},
					{
						displayName: 'Event Hook List Path',
						name: 'hookListPath',
						type: 'string',
						default: '',
						placeholder: 'e.g. /v1/api/apps/{appID}/event-hooks',
						description:
							'The address of the list of subscriptions under the Base URL, if CINNOX gives you another one. Without the list, nobody can see whether another URL is subscribed.',
					},
					{
						displayName: 'IP Allow List',
						name: 'ipAllowList',
						type: 'string',
						default: '',
						placeholder: 'e.g. 203.0.113.7, 203.0.113.0/24',
						description:
							'Addresses and ranges that may call the webhook, separated by commas. Others are refused, the check of the URL included. Behind a reverse proxy, set N8N_PROXY_HOPS.',
					},
				],
			},
		],
	};

	methods = { credentialTest: { cinnoxApiTest } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isSubscribed(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await subscribe(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await unsubscribe(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
