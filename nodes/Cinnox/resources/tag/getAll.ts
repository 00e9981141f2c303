import type { Operation } from '../../operation/definition';
import { tagRow } from './body';

/** https://docs.cinnox.com/docs/get-tag-list */
export const getAll: Operation = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many tags',
	description: 'List the tags that visitors choose from',
	documented: true,
	routing: { request: { method: 'GET', url: '/v1/api/apps/{appID}/tag' } },
	list: { property: 'tags', pageSize: 500 },
	row: {
		...tagRow,
		simplified: [
			'id',
			'basicInfo.tagName',
			'basicInfo.tagDescription',
			'basicInfo.tagIcon',
			'functionType',
			'metaData',
			'chatURL',
			'callURL',
			'createdAt',
		],
	},
};
