import { list, value } from '../answers.mts';
import { badParameter } from '../errors.mts';
import { iso } from '../seed.mts';
import { slice } from './paging.mts';
import type { Call, Handler, Handlers } from './types.mts';

/** Changes the labels of an enquiry by those IDs of the body that exist, and answers with what is on it now. */
const changeLabels =
	(change: (labels: Set<string>, id: string) => void): Handler =>
	({ body, params, state, webhooks }: Call) => {
		const index = state.enquiryIndex(params.inquiryID);
		if (index < 0) throw badParameter('invalid enquiryID');
		const ids: string[] = body.labelIds;
		const labels = state.labelsOf(index);
		for (const id of ids.filter((label) => state.labels.has(label))) change(labels, id);
		state.changedLabels.set(params.inquiryID, labels);
		const missing = ids.filter((id) => !state.labels.has(id));
		void webhooks.emit('enquiryLabel', { inquiryId: params.inquiryID, labelIds: [...labels] });
		return value({
			notExistLabelIds: missing.length > 0 ? missing : null,
			labelIds: labels.size > 0 ? [...labels] : null,
			updatedAt: iso(state.now()),
		});
	};

export const labels: Handlers = {
	listLabels: ({ query, state }) => {
		const name = String(query.name ?? '').toLowerCase();
		return list(
			slice(
				[...state.labels.values()].filter(
					(label) =>
						(query.id === undefined || label.id === query.id) &&
						label.name.toLowerCase().includes(name),
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
	labelEnquiry: changeLabels((set, id) => set.add(id)),
	unlabelEnquiry: changeLabels((set, id) => set.delete(id)),
};
