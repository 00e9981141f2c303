import { list, value } from '../answers.mts';
import { badParameter } from '../errors.mts';
import { iso } from '../seed.mts';
import { nameFilter, slice } from './paging.mts';
import type { Call, Handler, Handlers } from './types.mts';

/** IDs as an answer lists them. */
type Show = (ids: string[], call: Call) => unknown;

const orNull: Show = (ids) => (ids.length > 0 ? ids : null);

/** Changes the labels of an enquiry by those IDs of the body that exist, and answers with what is on it now. */
const changeLabels =
	(change: (labels: Set<string>, ids: string[], call: Call) => void, show: Show): Handler =>
	(call) => {
		const { body, params, state, webhooks } = call;
		const index = state.enquiryIndex(params.inquiryID);
		if (index < 0) throw badParameter('invalid enquiryID');
		const ids: string[] = body.labelIds;
		const labels = state.labelsOf(index);
		change(
			labels,
			ids.filter((id) => state.labels.has(id)),
			call,
		);
		state.changedLabels.set(params.inquiryID, labels);
		const missing = ids.filter((id) => !state.labels.has(id));
		void webhooks.emit('enquiryLabel', { inquiryId: params.inquiryID, labelIds: [...labels] });
		return value({
			notExistLabelIds: show(missing, call),
			labelIds: show([...labels], call),
			updatedAt: iso(state.now()),
		});
	};

export const labels: Handlers = {
	listLabels: ({ options, query, state }) => {
		const isNamed = nameFilter(query.name, options);
		return list(
			slice(
				[...state.labels.values()].filter(
					(label) => (query.id === undefined || label.id === query.id) && isNamed(label.name),
				),
				query,
			),
		);
	},
	deleteLabel: ({ params, state, webhooks }) => {
		const label = state.labels.get(params.labelID);
		if (!label) throw badParameter('invalid labelID');
		state.labels.delete(label.id);
		void webhooks.emit('label', { status: 'delete', id: label.id, name: label.name });
		return value({});
	},
	labelEnquiry: changeLabels((set, ids, { options }) => {
		if (options.labelling === 'replaces') set.clear();
		for (const id of ids) set.add(id);
	}, orNull),
	unlabelEnquiry: changeLabels(
		(set, ids) => {
			for (const id of ids) set.delete(id);
		},
		(ids, call) => (call.options.unlabelIds === 'string' ? ids.join(',') : orNull(ids, call)),
	),
};
