import type { INodeProperties } from 'n8n-workflow';

/** https://docs.cinnox.com/docs/send-whatsapp-otp-api */
export const whatsAppSender: INodeProperties = {
	displayName: 'Sender WhatsApp Number',
	name: 'whatsAppSender',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 85230001234',
	description:
		'A WhatsApp number of the CINNOX service, with country code, or its source ID, e.g. 85230001234@WHATSAPP',
};

export const templateId: INodeProperties = {
	displayName: 'Template ID',
	name: 'templateId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
	description: 'ID of an approved authentication template, from the CINNOX dashboard',
};
