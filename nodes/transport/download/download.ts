import type {
	IBinaryData,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { OperationalError } from 'n8n-workflow';

import { asRefusal, refuse, shorten } from '../../values/refusal';
import { toText } from '../../values/text';
import { untilDeadline } from '../answerBody';
import type { Answer } from '../envelope';
import { readRetryAfter } from '../envelope';
import { readNetworkError } from '../networkError';
import { paceOf } from '../pace';
import { pause, throwIfStopped } from '../pause';
import type { Sender } from '../request';
import { DEFAULT_CONCURRENCY, readTimeout } from '../request';
import { notWaited, retryDelay } from '../retry';
import type { RetryQuota } from '../retryQuota';
import { checkAddress, SET_AGAIN } from './address';
import { readFileName, readMimeType } from './file';
import type { FileStream, Limits } from './stream';
import { Stalled, tooLarge, watch } from './stream';

/** A file to fetch from an address that CINNOX gave. */
export interface FileRequest {
	url: string;
	/** Larger files are refused, in bytes. */
	maxBytes: number;
	/** What n8n itself adds: proxy, timeout, certificate check. */
	extra?: Pick<IHttpRequestOptions, 'proxy' | 'timeout' | 'skipSslCertificateValidation'>;
}

/** A file in n8n's binary data storage. */
export interface StoredFile {
	stored: IBinaryData;
	/** Counted as they came: n8n 1.x does not say how many it stored. */
	bytes: number;
}

/** How many addresses one download may be led on to. */
const MOST_REDIRECTS = 5;

/**
 * How long one try of a download may take from the first request to the last byte, in ms, where the
 * person set no Timeout. It is what n8n takes for an answer; 100 MB fit in at 2.7 Mbit/s.
 */
const LONGEST_MS = 300_000;

/** The longest part of an error of n8n's storage that is repeated, in characters. */
const LONGEST_REASON = 200;

type Context = Pick<IExecutePaginationFunctions, 'helpers'>;

interface FileResponse {
	status: number;
	headers: Record<string, unknown>;
	stream: FileStream;
	/** Where it came from in the end. */
	address: URL;
}

/**
 * Fetches a file and hands it to n8n's binary data storage as it comes in.
 *
 * The App Token never goes along, not even to the Base URL's own host: CINNOX's file addresses carry
 * no access control. For the same reason no message shows more of an address than its host.
 * https://docs.cinnox.com/reference/reports
 *
 * A download is a read, so it is repeated like one.
 *
 * @throws UserError when the address must not be followed, or there is no (small enough) file there
 * @throws OperationalError when the host does not deliver, or n8n can not store what came
 * @throws ExecutionStopped when a person stopped the execution
 */
export async function download(
	context: Context,
	file: FileRequest,
	{ account, owner, concurrency, signal }: Sender,
): Promise<StoredFile> {
	// Files do not count against the account's limit of requests, only against this node's own.
	const pace = paceOf(`files of ${account.baseUrl}`);
	const leave = await pace.enter({
		owner,
		concurrency: concurrency ?? DEFAULT_CONCURRENCY,
		requestsPerMinute: 0,
		signal,
	});
	try {
		const waited = notWaited();
		for (;;) {
			const tried = await attempt(context, file, account.baseUrl, signal);
			if ('file' in tried) {
				retriesAt(tried.host).answered(waited.taken);
				return tried.file;
			}
			if ('failed' in tried) throw tried.failed;
			const { answer, host } = tried;
			const delay = retryDelay(answer, true, waited, retriesAt(host));
			if (delay === undefined) throw explain(answer, host);
			await pause(delay, signal);
		}
	} finally {
		leave();
	}
}

/** The retry quota of a host: that one is out of order says nothing of another. */
function retriesAt(host: string): RetryQuota {
	return paceOf(`files at ${host}`).retries;
}

type Attempt =
	{ file: StoredFile; host: string } | { failed: Error } | { answer: Answer; host: string };

async function attempt(
	context: Context,
	file: FileRequest,
	baseUrl: string,
	signal?: AbortSignal,
): Promise<Attempt> {
	// Ends the connection in every case. Destroying the stream would not: n8n's HTTP client hands out
	// a generator, which can't be ended while it waits for a host that has gone silent.
	const connection = new AbortController();
	const disconnect = () => connection.abort();
	signal?.addEventListener('abort', disconnect, { once: true });
	let host = '';
	const idleMs = readTimeout(file.extra?.timeout);
	const isOwnTimeout = idleMs === file.extra?.timeout;
	const time: Time = { idleMs, deadline: Date.now() + (isOwnTimeout ? idleMs : LONGEST_MS) };
	try {
		const target = { ...file, baseUrl, time, signal: connection.signal };
		const response = await follow(context, target, (address) => {
			host = shorten(address.host);
		});
		const answer = readStatus(response);
		if (answer) return { answer, host };
		const stored = await store(context, file, response, time);
		// A host that closes the connection right after its headers looks like an empty file.
		return stored.bytes === 0
			? { answer: { kind: 'broken', why: 'empty', status: response.status }, host }
			: { file: stored, host };
	} catch (error) {
		throwIfStopped(signal);
		if (error instanceof NotStored) return { failed: error };
		return { answer: readNetworkError(error), host };
	} finally {
		signal?.removeEventListener('abort', disconnect);
		disconnect();
	}
}

/** What one try may take: silence, and all in all. */
type Time = Pick<Limits, 'idleMs' | 'deadline'>;

/** Follows redirects itself, so that every address on the way is checked. */
async function follow(
	context: Context,
	{ url, extra, baseUrl, time, signal }: FileRequest & Target,
	onAddress: (address: URL) => void,
): Promise<FileResponse> {
	let address = checkAddress(url, baseUrl);
	for (let redirects = 0; ; redirects += 1) {
		onAddress(address);
		const left = time.deadline - Date.now();
		if (left <= 0) throw new Stalled();
		const sending = context.helpers.httpRequest({
			method: 'GET',
			url: address.href,
			// A packed file that was cut short looks whole: n8n's HTTP client unpacks what there is of it.
			headers: { accept: '*/*', 'accept-encoding': 'identity' },
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			proxy: extra?.proxy,
			skipSslCertificateValidation: extra?.skipSslCertificateValidation,
			timeout: Math.min(time.idleMs, left),
			abortSignal: signal,
		}) as Promise<IN8nHttpFullResponse>;
		const wait = Math.max(1, Math.min(time.idleMs, left));
		const response = await untilDeadline(sending, AbortSignal.timeout(wait));
		if (response === undefined) throw new Stalled();
		const { statusCode, headers, body } = response;
		const stream = body as unknown as FileStream;
		// Somebody has to listen, or an error of a stream that nobody reads would end n8n.
		stream.on('error', () => {});
		const location = toText(headers.location);
		if (statusCode < 300 || statusCode >= 400 || location === '') {
			return { status: statusCode, headers, stream, address };
		}
		if (redirects === MOST_REDIRECTS) {
			throw refuse(
				`The address in 'File URL' leads on to more than ${MOST_REDIRECTS} other addresses`,
				SET_AGAIN,
			);
		}
		address = checkAddress(location, baseUrl, address);
	}
}

interface Target {
	baseUrl: string;
	time: Time;
	signal: AbortSignal;
}

/** Why there is no file, or undefined when there is one. @throws UserError for a web page */
function readStatus({ status, headers }: FileResponse): Answer | undefined {
	if (status === 429) {
		return { kind: 'rateLimited', retryAfterMs: readRetryAfter(headers['retry-after']) };
	}
	if (status === 408 || status >= 500) return { kind: 'broken', why: 'serverStatus', status };
	if (status < 200 || status >= 300) return { kind: 'refused', status };
	if (status === 204 || toText(headers['content-length']) === '0') {
		return { kind: 'broken', why: 'empty', status };
	}
	// A sign-in or maintenance page; no recording and no transcription comes as one.
	if (/^text\/html\b/i.test(toText(headers['content-type']))) {
		throw refuse("The address in 'File URL' leads to a web page, not to a file", SET_AGAIN);
	}
	return undefined;
}

async function store(
	context: Context,
	{ maxBytes }: FileRequest,
	{ headers, stream, address }: FileResponse,
	time: Time,
): Promise<StoredFile> {
	const announced = Number(headers['content-length']);
	if (announced > maxBytes) throw tooLarge(maxBytes, announced);
	const fileName = readFileName(headers['content-disposition'], address);
	const mimeType = readMimeType(headers['content-type'], fileName);
	const watched = watch(stream, { maxBytes, ...time });
	try {
		const stored = await Promise.race([
			// n8n's types name Buffer and Readable, of which FileStream is the part used here.
			keep(context.helpers.prepareBinaryData(stream as unknown as Buffer, fileName, mimeType)),
			watched.broken,
		]);
		return { stored, bytes: watched.received() };
	} finally {
		watched.leave();
	}

	async function keep(storing: Promise<IBinaryData>): Promise<IBinaryData> {
		try {
			return await storing;
		} catch (error) {
			throw watched.isStorage(error) ? new NotStored(error) : error;
		}
	}
}

/** The file came, and n8n could not keep it. Fetching it again would end the same way. */
class NotStored extends OperationalError {
	constructor(cause: unknown) {
		super('The file came, but this n8n could not store it', {
			description: `${shorten(asRefusal(cause).message, LONGEST_REASON)}. Check where n8n keeps binary data (N8N_DEFAULT_BINARY_DATA_MODE), and whether there is room.`,
		});
	}
}

const AGAIN = 'Wait a minute and run the workflow again';

function explain(answer: Answer, host: string): Error {
	const status = 'status' in answer && answer.status ? ` (HTTP ${answer.status})` : '';
	if (answer.kind === 'refused') {
		return refuse(
			`There is no file at the address in 'File URL' any more, or it may not be read${status}`,
			'Read the recording again with Recording > Get Many right before the download: its address may have expired',
		);
	}
	const [message, description] = explainBreak(answer, host, status);
	return new OperationalError(message, { description });
}

function explainBreak(answer: Answer, host: string, status: string): [string, string] {
	if (answer.kind === 'rateLimited') return [`${host} is receiving too many requests`, AGAIN];
	switch (answer.kind === 'broken' ? answer.why : undefined) {
		case 'unreachable':
			return [
				`${host} could not be reached`,
				"Check 'File URL', and whether this n8n may open connections to that host",
			];
		case 'timeout':
			return [
				`${host} did not deliver the file in time`,
				`${AGAIN}. If it stays so, raise 'Timeout' under Request Options.`,
			];
		case 'empty':
			return [`${host} answered without any content`, AGAIN];
		case 'dropped':
			return [`The connection to ${host} broke before the whole file was there`, AGAIN];
		default:
			return [`${host} was not able to deliver the file${status}`, AGAIN];
	}
}
