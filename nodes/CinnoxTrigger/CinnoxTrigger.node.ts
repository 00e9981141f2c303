import '../values/oldestN8n';

import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { cinnoxApiTest } from '../transport/credentialTest';

import { getDestinationOptions } from './destinations';
import { eventOptions } from './events';
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
		builderHint: {
			searchHint:
				"Starts on CINNOX events: SMS received or delivered, call, enquiry, recording, contact. It subscribes CINNOX's webhook, answers CINNOX's challenge and unsubscribes by itself: no Webhook or Respond to Webhook node is needed. CINNOX keeps one URL for each type of event and App, so one published workflow for each. Put Remove Duplicates on eventKey where a repetition would hurt. Where CINNOX can not reach n8n use the CINNOX Polling Trigger.",
			relatedNodes: [
				{ nodeType: 'n8n-nodes-cinnox.cinnox', relationHint: 'Answer, look up or label' },
				{
					nodeType: 'n8n-nodes-cinnox.cinnoxPollingTrigger',
					relationHint: 'Where CINNOX can not reach this n8n',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'cinnoxApi', required: true, testedBy: 'cinnoxApiTest' }],
		activationMessage:
			'CINNOX is subscribed to all chosen events and now posts them to this workflow. It has checked that it reaches this n8n.',
		eventTriggerDescription: 'Make one of the chosen events happen in CINNOX',
		triggerPanel: {
			header: 'Wait for an event from CINNOX',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, listen here and make the event happen, for example by sending an SMS to your number.<br /><br /><b>Once you are done</b>, publish the workflow: CINNOX then posts every chosen event to it, and the runs show in the executions list.<br /><br />CINNOX keeps one URL for each type of event and App, and does not sign events: whoever knows the URL can post here, so keep it secret.',
				active:
					'<b>While you listen</b>, the published workflow gets none of the events chosen here: CINNOX keeps one URL for each type of event and App. When the listening ends, its URL is put back.<br /><br /><b>Since the workflow is published</b>, CINNOX posts every chosen event to it. The runs show in the <a data-key="executions">executions list</a>. If nothing arrives, unpublish the workflow, then publish it again. CINNOX does not sign events: whoever knows the URL can post here, so keep it secret.',
			},
			activationHint:
				'Once the workflow is finished, publish it: CINNOX then posts the events without this button.',
		},
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
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				options: eventOptions,
				default: [],
				required: true,
				description: 'What starts the workflow',
			},
			// Where earlier versions had them; workflows still do.
			{ displayName: 'Conflict', name: 'conflict', type: 'hidden', default: 'refuse' },
			{ displayName: 'Simplify', name: 'simplify', type: 'hidden', default: true },
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
						displayName: 'Destination Names or IDs',
						name: 'destinationIds',
						type: 'multiOptions',
						typeOptions: { loadOptionsMethod: 'getDestinationOptions' },
						default: [],
						description:
							'Destinations that an enquiry went to. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
							'Numbers that an SMS or a call went to, separated by commas. A star stands for any ending. Local numbers are those of the Default Country in the credential.',
					},
					{
						displayName: 'Sender Numbers',
						name: 'senderNumbers',
						type: 'string',
						default: '',
						placeholder: 'e.g. 85291234567, 852*',
						description:
							'Numbers that an SMS or a call came from, separated by commas. A star stands for any ending. Local numbers are those of the Default Country in the credential.',
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
							"The address for conference events under the Base URL, which CINNOX does not publish, if yours is another one: the CINNOX node's Account > Check finds it out. {appID} stands for the App ID.",
					},
					{
						displayName: 'Contact Endpoint Path',
						name: 'contactPath',
						type: 'string',
						default: '',
						placeholder: 'e.g. /v1/api/apps/{appID}/contact-event-sub',
						description:
							"The address for merged and transferred contacts under the Base URL, which CINNOX does not publish, if yours is another one: the CINNOX node's Account > Check finds it out. {appID} stands for the App ID.",
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
						displayName: 'Ignore Repeated Events',
						name: 'ignoreRepeated',
						type: 'boolean',
						default: false,
						description:
							'Whether an event that CINNOX delivers again starts nothing. Each n8n process remembers the last 50,000 events of the last 24 hours, until it ends. Events that carry nothing to tell a repetition by, such as two changes of one contact, always start the workflow.',
					},
					{
						displayName: 'Include Unknown Statuses',
						name: 'unknownStatuses',
						type: 'boolean',
						default: false,
						description:
							'Whether an event of a chosen type whose status this node does not know starts the workflow too. It is called call.other, sms.other and so on, and its field "status" says what it is.',
					},
					{
						displayName: 'IP Allow List',
						name: 'ipAllowList',
						type: 'string',
						default: '',
						placeholder: 'e.g. 203.0.113.7, 203.0.113.0/24',
						description:
							"Addresses and ranges that may call the webhook, separated by commas. Others are refused, the check of the URL included. CINNOX's public pages name no addresses: ask CINNOX for them. Behind a reverse proxy, set N8N_PROXY_HOPS.",
					},
					{
						displayName: 'Service ID',
						name: 'serviceId',
						type: 'string',
						default: '',
						placeholder: 'e.g. your-company.cinnox.com',
						description:
							'The service whose events are taken. Those that name another one, or none although CINNOX names it in such events, are refused with HTTP 403. SMS Received and label events carry no service and are let through.',
					},
					{
						displayName: 'Simplify',
						name: 'simplify',
						type: 'boolean',
						default: true,
						description:
							'Whether to return a simplified version of the response instead of the raw data',
					},
				],
			},
		],
	};

	methods = { credentialTest: { cinnoxApiTest }, loadOptions: { getDestinationOptions } };

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
