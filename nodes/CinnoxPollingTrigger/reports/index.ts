import type { INodePropertyOptions } from 'n8n-workflow';

import { call } from './call';
import { campaign, campaignMessage } from './campaign';
import { conference } from './conference';
import { enquiry } from './enquiry';
import { recording } from './recording';
import type { Report } from './report';
import { sms } from './sms';

/** What is kept of a report is kept under its name here: never change one. */
export const reports: ReadonlyMap<string, Report> = new Map(
	Object.entries({ call, campaign, campaignMessage, conference, enquiry, recording, sms }),
);

/** The choices of the parameter 'Events', sorted by name. */
export const eventOptions: INodePropertyOptions[] = [...reports.values()]
	.flatMap(({ events }) => events)
	.map(({ name, value, description }) => ({ name, value, description }))
	.sort((a, b) => a.name.localeCompare(b.name));

/** One line of the table of polled events in README.md. */
export interface PolledEventRow {
	name: string;
	value: string;
	fields: string[];
	path: string;
}

/** The events as README.md lists them. */
export function polledEventTable(): PolledEventRow[] {
	return [...reports.values()]
		.flatMap(({ events, fields, url, details }) =>
			events.map(({ name, value }) => ({
				name,
				value,
				fields: [...fields, 'occurredAt'],
				path: (details?.url ?? url).split('/').slice(-2).join('/'),
			})),
		)
		.sort((a, b) => a.name.localeCompare(b.name));
}
