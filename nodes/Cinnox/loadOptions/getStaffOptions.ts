import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { staffSearch } from '../listSearch/getStaff';
import { loadAll } from './load';

export async function getStaffOptions(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	return await loadAll(this, staffSearch);
}
