import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { readJson } from '../../../../values/json';
import { isObject } from '../../../../values/objects';
import { asRefusal } from '../../../../values/refusal';
import { toText } from '../../../../values/text';
import { OPEN_QUESTION, ROUND } from '../../../operation/waiting';
import { LONGEST_ANSWER, PAGE_HEADERS, plainPage, questionPage } from './page';
import type { Question } from './question';

/** Where n8n hands on what comes in for an execution that waits. */
export const answerWebhooks: IWebhookDescription[] = (['GET', 'POST'] as const).map(
	(httpMethod) => ({
		name: 'default',
		httpMethod,
		responseMode: 'onReceived',
		// Without it n8n answers with the name of its default, not with the page.
		responseData: '',
		path: '={{ $nodeId }}',
		restartWebhook: true,
		isFullPath: true,
	}),
);

/** The part of Express's request and response that is used; n8n-workflow only names their types. */
interface HttpRequest {
	method?: string;
	headers?: Record<string, string | undefined>;
	body?: unknown;
	query?: unknown;
}
interface HttpResponse {
	statusCode: number;
	setHeader: (name: string, value: string) => void;
	end: (body: string) => void;
}

/** Sent by us; n8n leaves the execution asleep. */
const STILL_WAITING: IWebhookResponseData = { noWebhookResponse: true };

/**
 * The page of a question, and the answer that a person gave on it: opening the page decides nothing,
 * since link previews and virus scanners do it too; only its form does.
 *
 * Never throws: n8n would wake the execution up with an empty item.
 */
export async function receiveAnswer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return readRequest(context);
	} catch (error) {
		try {
			context.logger.error(
				`CINNOX: an answer was not understood, the question stays open: ${asRefusal(error).message}`,
			);
			send(context, 500, plainPage('Something went wrong', 'Your answer was not taken.'));
		} catch {
			// Nobody is there to be told; the question stays open.
			return STILL_WAITING;
		}
		return STILL_WAITING;
	}
}

function readRequest(context: IWebhookFunctions): IWebhookResponseData {
	const request = context.getRequestObject() as unknown as HttpRequest;
	const question = openQuestion(context, request);
	if (question === undefined) {
		return send(context, 410, plainPage('No answer needed', 'This question is not open any more.'));
	}
	if (request.method !== 'POST') return send(context, 200, questionPage(question));
	const read = readAnswer(question, request);
	if ('note' in read) {
		return send(context, 400, questionPage(question, read.note, read.written));
	}
	setHeaders(context);
	const said = read.label ?? question.title;
	return {
		webhookResponse: plainPage(`✓ ${said}`, question.message, question.confirmation),
		workflowData: [
			[
				{
					json: { ...read.answer, respondedAt: new Date().toISOString(), ...question.sent },
					pairedItem: { item: 0 },
				},
			],
		],
	};
}

/** The question that the execution waits with, if it is the one that the address was made for. */
function openQuestion(context: IWebhookFunctions, { query }: HttpRequest): Question | undefined {
	// Every character that could end the text or the expression, as a code.
	const name = context
		.getNode()
		.name.replace(/[^\w ]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	const kept = context.evaluateExpression(`{{ $node["${name}"].context["${OPEN_QUESTION}"] }}`);
	const read = readJson(toText(kept));
	const question = 'value' in read ? read.value : undefined;
	if (!isObject(question) || !isObject(query)) return undefined;
	return typeof question.round === 'string' && query[ROUND] === question.round
		? (question as Question)
		: undefined;
}

type ReadAnswer = { answer: IDataObject; label?: string } | { note: string; written?: string };

function readAnswer({ buttons }: Question, { headers, body }: HttpRequest): ReadAnswer {
	const type = toText(headers?.['content-type']).split(';')[0].trim().toLowerCase();
	const form = type === 'application/x-www-form-urlencoded' && isObject(body) ? body : {};
	const own = (name: string) => (Object.hasOwn(form, name) ? form[name] : undefined);
	if (buttons.length === 0) return readText(own('text'));
	const pressed = buttons.find((_, index) => own('answer') === String(index));
	if (pressed === undefined) return { note: 'Press one of the buttons.' };
	return pressed;
}

function readText(written: unknown): ReadAnswer {
	if (typeof written !== 'string') return { note: 'Write an answer first.' };
	if (written.length > LONGEST_ANSWER + CARRIAGE_RETURNS) {
		return { note: `Your answer was too long: ${LONGEST_ANSWER} characters at most.` };
	}
	const text = written.replace(/\r\n?/g, '\n').replace(CONTROLS, '').trim();
	if (text === '') return { note: 'Write an answer first.' };
	if (text.length > LONGEST_ANSWER) {
		const note = `Your answer was too long: ${LONGEST_ANSWER} characters at most.`;
		return { note, written: text };
	}
	return { answer: { text } };
}

/** A browser counts a line break as one character and sends two. */
const CARRIAGE_RETURNS = LONGEST_ANSWER;

/** Control characters other than tab and line feed. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu;

function send(context: IWebhookFunctions, status: number, page: string): IWebhookResponseData {
	const response = setHeaders(context);
	response.statusCode = status;
	response.end(page);
	return STILL_WAITING;
}

function setHeaders(context: IWebhookFunctions): HttpResponse {
	const response = context.getResponseObject() as unknown as HttpResponse;
	for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
	return response;
}
