import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { labelSearch } from '../listSearch/getLabels';
import { loadAll } from './load';

export async function getLabels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await loadAll(this, labelSearch);
}
