import { subscriptions } from '../../subscriptions/eventTypes';
import { isObject } from '../../values/objects';
import { readText } from '../notification';
import type { EventKind } from './kind';
import { common, other } from './kind';

/** A party is an object, an array of objects, or (tolerated) just a number. */
function readParties(value: unknown): Array<{ number: string | null; eid: string | null }> {
	const parties = Array.isArray(value) ? value : value === undefined ? [] : [value];
	return parties.map((party) => {
		if (!isObject(party)) return { number: readText(party), eid: null };
		return {
			number: readText(party.number ?? party.Number),
			eid: readText(party.eid ?? party.EID),
		};
	});
}

export const call: EventKind = {
	recognises: (notification) =>
		/^call/.test(notification.word('status')) ||
		(notification.has('caller', 'callees', 'callee') && !/label/.test(notification.word('type'))),
	members: ['id', 'callId', 'status'],
	events: [
		{
			value: 'call.started',
			name: 'Call Started',
			description: 'A call began',
			subscription: subscriptions.call,
			status: /^(call)?start/,
			happensOnce: true,
		},
		{
			value: 'call.ended',
			name: 'Call Ended',
			description: 'A call ended. Carries no numbers; its ID is the same as in Call Started.',
			subscription: subscriptions.call,
			status: /^(call)?end/,
			happensOnce: true,
		},
		other('call', 'Call', subscriptions.call),
	],
	fields: ['status', 'from', 'fromEid', 'to', 'toEid', 'toParties'],
	read: (notification) => {
		const [from] = readParties(notification.member('caller'));
		const callees = readParties(notification.member('callees', 'callee'));
		return {
			...common(notification, 'id', 'callId'),
			status: notification.text('status'),
			from: from?.number ?? null,
			fromEid: from?.eid ?? null,
			to: callees[0]?.number ?? null,
			toEid: callees[0]?.eid ?? null,
			toParties: callees,
		};
	},
};
