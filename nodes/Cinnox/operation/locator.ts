import type { Field } from './definition';

/** What a resource locator shows. */
export interface Locator {
	displayName: string;
	name: string;
	/** Which of the pickers fills the list. */
	list: string;
	description?: string;
	/** False where an empty value means something. */
	required?: boolean;
	/** The mode in which a person types: its name, an example, and what can't be right. */
	typed?: { displayName: string; placeholder: string; regex: string; wrong: string };
}

/** CINNOX's IDs; the regular expression is n8n's to anchor. */
const ID = {
	displayName: 'By ID',
	placeholder: 'e.g. 64c1f0e2a1b2c3d4e5f60718',
	regex: '[^\\s/]*',
	wrong: 'An ID has no spaces and no slashes, e.g. 64c1f0e2a1b2c3d4e5f60718',
};

/** A field in which one thing is picked from a list, or typed. */
export function locator({
	displayName,
	name,
	list,
	description,
	required = true,
	typed = ID,
}: Locator): Field {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...(required ? { required } : {}),
		...(description === undefined ? {} : { description }),
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: list, searchable: true },
			},
			{
				displayName: typed.displayName,
				name: 'id',
				type: 'string',
				placeholder: typed.placeholder,
				validation: [
					{
						type: 'regex',
						properties: { regex: typed.regex, errorMessage: typed.wrong },
					},
				],
			},
		],
	};
}
