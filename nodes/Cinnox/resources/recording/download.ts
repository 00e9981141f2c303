import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { refuse, requireText } from '../../shared/checks';
import { maxConcurrency } from '../../shared/fields';
import type { Call, Operation } from '../../shared/operation';

const url: INodeProperties = {
	displayName: 'File URL',
	name: 'url',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.url }}',
	description:
		'Address of the file, as Recording > Get Many gives it. Whoever knows it can download the file, so treat it like a password.',
};

const binaryPropertyName: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	placeholder: 'e.g. data',
	hint: 'The name of the output binary field to put the file in',
};

const DEFAULT_MAX_MB = 100;

const maxFileSize: INodeProperties = {
	displayName: 'Max File Size (MB)',
	name: 'maxFileSize',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: DEFAULT_MAX_MB,
	description: 'Larger files are refused, so that one of them can not fill the disk of this n8n',
};

/** The file behind an address of the recording list: https://docs.cinnox.com/reference/reports */
export const download: Operation = {
	name: 'Download',
	value: 'download',
	action: 'Download recording',
	description: 'Fetch a recording file as binary data',
	documented: true,
	fields: [url, binaryPropertyName],
	options: [maxFileSize, maxConcurrency],
	run: downloadFile,
};

async function downloadFile(call: Call): Promise<INodeExecutionData[]> {
	const fileUrl = requireText(call, 'url', 'File URL');
	const field = requireText(call, 'binaryPropertyName', 'Put Output File in Field');
	const maxMb = Number(call.parameter<unknown>('options.maxFileSize', DEFAULT_MAX_MB));
	if (!(maxMb > 0)) {
		throw refuse(
			"'Max File Size (MB)' is not a number above 0",
			`Set 'Max File Size (MB)' to a number such as ${DEFAULT_MAX_MB}`,
		);
	}
	const file = await call.download({ url: fileUrl, maxBytes: maxMb * 1024 * 1024 });
	const { fileName, mimeType, bytes } = file;
	return [{ json: { fileName, mimeType, bytes }, binary: { [field]: file } }];
}
