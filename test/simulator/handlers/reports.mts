import { list, value } from '../answers.mts';
import { badParameter, tooManyRequests } from '../errors.mts';
import {
	CHANNELS,
	CHANNEL_TYPES,
	campaignMessageAt,
	campaignSize,
	idOf,
	indexOfId,
	isRecorded,
	iso,
	rowTime,
} from '../seed.mts';
import type { ReportTable } from '../table.mts';
import { WAV_BYTES, WAV_SECONDS } from '../files.mts';
import { pageOf, rangeOf } from './paging.mts';
import type { Call, Handler, Handlers } from './types.mts';

const report =
	(table: (call: Call) => ReportTable<Record<string, unknown>>): Handler =>
	(call) =>
		list(table(call).page(pageOf(call.query), rangeOf(call.query)));

/** Files of the recorded call or conference that the query names, or none. */
function files({ query, state, url }: Call, extension: 'wav' | 'txt'): Record<string, unknown>[] {
	const kind = query.callID === undefined ? 'conference' : 'call';
	const id: string = query.callID ?? query.conferenceID;
	const index = indexOfId(kind, id);
	if (index < 0 || index >= state.context.rows || !isRecorded(index)) return [];
	// Most recordings have one file, every third two; some URLs lead on by redirects.
	return Array.from({ length: index % 6 === 0 ? 2 : 1 }, (_, part) => {
		const fileName = `${kind}-${id}-${part + 1}.${extension}`;
		const path = index % 8 === 2 ? `files/redirect/2/${fileName}` : `files/${fileName}`;
		return {
			id: idOf('file', index * 2 + part),
			[query.callID === undefined ? 'conferenceID' : 'callID']: id,
			fileName,
			url: `${url}/${path}`,
			duration: WAV_SECONDS,
			...(extension === 'wav' && { size: WAV_BYTES.length }),
			createdAt: iso(rowTime(state.context.now, state.context.rows, index)),
		};
	});
}

export const reports: Handlers = {
	listEnquiries: report(({ state }) => state.enquiries),
	listCalls: report(({ state }) => state.calls),
	listCallLog: report(({ state }) => state.callLog),
	listConferences: report(({ state }) => state.conferences),
	listSms: report(({ state }) => state.smsReport),
	listCampaigns: report(({ state }) => state.campaigns),
	listCampaignMessages: ({ query, state }) => {
		const campaign = indexOfId('campaign', query.historyID);
		if (campaign < 0 || campaign >= state.campaigns.size) return list([]);
		const { offset, limit } = pageOf(query);
		const end = Math.min(offset + limit, campaignSize(state.context.rows, campaign));
		return list(
			Array.from({ length: Math.max(0, end - offset) }, (_, place) =>
				campaignMessageAt(state.context, campaign, offset + place),
			),
		);
	},
	getEnquiryChat: ({ query, state, options }) => {
		const index = state.enquiryIndex(query.enquiryID);
		if (index < 0 || !state.isClosed(index)) throw badParameter('invalid enquiryID');
		const messages = state.conversation(index);
		if (messages.length > options.chatLogLimit) throw tooManyRequests(6451013);
		return list(messages);
	},
	getEnquiryOverview: ({ query, state }) => {
		const { from, to } = rangeOf(query) ?? { from: 0, to: 0 };
		const { received, ongoing, missed, closed, ...counts } = state.countEnquiries(from, to);
		return value({ received, ongoing, followedUp: counts['followed-up'], missed, closed });
	},
	listRecordingFiles: (call) =>
		list(
			call.state.recordings.get(call.query.callID ?? call.query.conferenceID) ?? files(call, 'wav'),
		),
	listTranscriptionFiles: (call) => list(files(call, 'txt')),
	listChannelTypes: () => list(CHANNEL_TYPES),
	listChannels: ({ query, state }) => {
		const { channelType } = query;
		if (channelType !== undefined && !state.channelTypes.includes(channelType)) {
			throw badParameter('invalid channel type');
		}
		return list(CHANNELS.filter(({ type }) => channelType === undefined || type === channelType));
	},
};
