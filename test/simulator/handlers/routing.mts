import { list, value } from '../answers.mts';
import { Refusal } from '../errors.mts';
import { LANGUAGES, LOCATIONS, iso } from '../seed.mts';
import { slice } from './paging.mts';
import type { Call, Handlers } from './types.mts';

function existing(map: Map<string, unknown>, id: string, code: number, message: string): void {
	if (!map.has(id)) throw new Refusal(code, message);
}

const existingDestination = ({ params, state }: Call) =>
	existing(state.destinations, params.destinationID, 3000205, 'Destination not found');
const existingTag = ({ params, state }: Call) =>
	existing(state.tags, params.tagID, 3000203, 'Tag not found');

/** Members of a tag's body that the list does not show, or shows under another name. */
const UNLISTED = new Set(['timeoutRepeatMessage', 'closingMessage', 'stickyRouting']);

/** A tag as the list shows it: with its URLs, and one member spelt differently than in the body. */
function listedTag([tagID, tag]: [string, Record<string, unknown>]): Record<string, unknown> {
	const { timeoutRepeatMessage } = tag;
	return {
		tagID,
		...Object.fromEntries(Object.entries(tag).filter(([name]) => !UNLISTED.has(name))),
		...(timeoutRepeatMessage !== undefined && { timeOutRepeatMessage: timeoutRepeatMessage }),
		chatURL: `https://harbourvine.example/tag/${tagID}/chat`,
		callURL: `https://harbourvine.example/tag/${tagID}/call`,
	};
}

export const routing: Handlers = {
	listDestinations: ({ options, state }) => {
		const destinations = [...state.destinations].map(([id, fields]) => ({ id, ...fields }));
		const tags = [...state.tags].map(listedTag);
		// Source of the tags: https://docs.cinnox.com/docs/management
		if (options.destinationListTags === 'separate') return value({ destinations, tags });
		return list(
			options.destinationListTags === 'mixed' ? [...destinations, ...tags] : destinations,
		);
	},
	createDestination: ({ body, state }) => value({ id: state.addDestination(body) }),
	updateDestination: (call) => {
		existingDestination(call);
		// The page wants the whole definition, so what is not sent is gone.
		call.state.destinations.set(call.params.destinationID, call.body);
		return value({ id: call.params.destinationID });
	},
	deleteDestination: (call) => {
		existingDestination(call);
		call.state.destinations.delete(call.params.destinationID);
		return value({});
	},
	listTags: ({ query, state }) => list(slice([...state.tags], query).map(listedTag)),
	createTag: ({ body, state }) => value({ id: state.addTag(body, iso(state.now())) }),
	updateTag: (call) => {
		existingTag(call);
		const { body, params, state } = call;
		const { createAt } = state.tags.get(params.tagID) ?? {};
		state.tags.set(params.tagID, { ...body, createAt });
		return value({ tagId: params.tagID, updateAt: iso(state.now()) });
	},
	deleteTag: (call) => {
		existingTag(call);
		call.state.tags.delete(call.params.tagID);
		return value({});
	},
	listLocations: () => list(LOCATIONS),
	listLanguages: () => list(LANGUAGES),
};
