import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { getLabels as searchLabels } from '../listSearch/getLabels';
import { readAll } from './readAll';

/** All labels, for picking several at once. */
export async function getLabels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await readAll(this, searchLabels);
}
