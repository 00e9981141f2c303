import type { INodeExecutionData } from 'n8n-workflow';

import { refuse } from '../../../values/refusal';
import type { Field, Operation } from '../../operation/definition';
import { maxConcurrency } from '../../operation/fields';
import type { Item } from '../../operation/item';
import { requireText } from '../../operation/parameters';

const url: Field = {
	displayName: 'File URL',
	name: 'url',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.url }}',
	description:
		'Address of the file, as Recording > Get Many gives it. Whoever knows it can download the file, so treat it like a password.',
};

const binaryPropertyName: Field = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
};

const DEFAULT_MAX_MB = 100;

const maxFileSize: Field = {
	displayName: 'Max File Size (MB)',
	name: 'maxFileSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_MAX_MB,
	description: 'Larger files are refused, so that one of them can not fill the disk of this n8n',
};

/** The file behind an address of the recording list: https://docs.cinnox.com/reference/reports */
export const download: Operation<PreparedDownload> = {
	name: 'Download',
	value: 'download',
	action: 'Download recording',
	description: 'Fetch a recording file as binary data',
	documented: true,
	gives: { adds: { fileName: 'string', mimeType: 'string', bytes: 'number' } },
	fields: [url, binaryPropertyName],
	options: [maxFileSize, maxConcurrency],
	prepare,
	run: async (item, { field, ...file }): Promise<INodeExecutionData[]> => {
		const { proxy, timeout, skipSslCertificateValidation } = item.draft.extra ?? {};
		const extra = { proxy, timeout, skipSslCertificateValidation };
		const { stored, bytes } = await item.run.download({ ...file, extra });
		const { fileName, mimeType } = stored;
		return [{ json: { fileName, mimeType, bytes }, binary: { [field]: stored } }];
	},
};

interface PreparedDownload {
	url: string;
	maxBytes: number;
	/** Name of the binary field. */
	field: string;
}

function prepare(item: Item): PreparedDownload {
	const fileUrl = requireText(item, url.name, url.displayName);
	const field = requireText(item, binaryPropertyName.name, binaryPropertyName.displayName);
	const maxMb = Number(item.parameter<unknown>('options.maxFileSize', DEFAULT_MAX_MB));
	if (!(maxMb > 0)) {
		throw refuse(
			"'Max File Size (MB)' is not a number above 0",
			`Set 'Max File Size (MB)' to a number such as ${DEFAULT_MAX_MB}`,
		);
	}
	return { url: fileUrl, maxBytes: maxMb * 1024 * 1024, field };
}
