import { isObject } from '../../values/objects';
import type { Report, Row } from './report';
import { numberOf, objectOf, textOf, timeOf } from './report';

const startedAt = (row: Row) => timeOf(row, 'callDate', 'createdAt');

/** The report says when a conference began and how many seconds it took. */
function endedAt(row: Row): string | null {
	const start = Date.parse(startedAt(row) ?? '');
	const seconds = numberOf(row, 'callDuration');
	return Number.isNaN(start) || seconds === null
		? null
		: new Date(start + seconds * 1000).toISOString();
}

function participantsOf(row: Row): Array<Record<string, string | null>> {
	const { participants } = objectOf(row, 'conferenceDetail');
	return (Array.isArray(participants) ? participants : []).filter(isObject).map((participant) => ({
		eid: textOf(participant, 'eid'),
		joinStatus: textOf(participant, 'joinStatus'),
		roomRole: textOf(participant, 'roomRole'),
	}));
}

/** https://docs.cinnox.com/reference/get-conference-details */
export const conference: Report = {
	url: '/v1/api/apps/{appID}/data/conference-detail',
	name: 'the conference report',
	events: [
		{
			value: 'conference.ended',
			name: 'Conference Ended',
			description: 'A conference call ended',
			// The report has no status. A conference without a duration may still be going on.
			shows: (row) => numberOf(row, 'callDuration') !== null,
			isChange: true,
			occurredAt: endedAt,
		},
	],
	// It has no record ID either, and a room may hold more than one conference.
	identify: (row) => ({
		id: textOf(row, 'conferenceID', 'id', '_id') ?? JSON.stringify(row),
		occurredAt: startedAt(row),
	}),
	fields: ['status', 'subject', 'durationSeconds', 'participants', 'startedAt'],
	read: (row) => ({
		id: textOf(row, 'conferenceID', 'id', '_id'),
		serviceId: textOf(row, 'svcID'),
		status: textOf(row, 'status'),
		subject: textOf(objectOf(row, 'conferenceDetail'), 'subject'),
		durationSeconds: numberOf(row, 'callDuration'),
		participants: participantsOf(row),
		startedAt: startedAt(row),
	}),
};
