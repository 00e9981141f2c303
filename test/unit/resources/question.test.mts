import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import { receiveAnswer } from '../../../nodes/Cinnox/resources/common/question/answer.ts';
import { questionPage } from '../../../nodes/Cinnox/resources/common/question/page.ts';
import type { Question } from '../../../nodes/Cinnox/resources/common/question/question.ts';

const FORM = 'application/x-www-form-urlencoded';

const approval: Question = {
	message: 'May we refund order 4711?',
	title: 'Your answer, please',
	confirmation: 'Thank you.',
	submitLabel: 'Send',
	buttons: [
		{ label: 'Approve', answer: { approved: true } },
		{ label: 'Decline', answer: { approved: false } },
	],
	sent: { transactionId: 't-1', segments: 2 },
};
const freeText: Question = { ...approval, buttons: [] };

interface Request {
	method?: string;
	query?: unknown;
	headers?: unknown;
	body?: unknown;
}

/** n8n's side of a request to the page; `kept` is what the node kept, `question` in the usual form. */
async function request(
	given: Request,
	own: { question?: Question; kept?: unknown; name?: string; changes?: object } = {},
) {
	const { method, query, headers, body } = {
		method: 'POST',
		query: { r: '0' } as unknown,
		headers: { 'content-type': FORM } as unknown,
		body: undefined,
		...given,
	};
	const { question = approval, name = 'CINNOX', changes = {} } = own;
	const kept = 'kept' in own ? own.kept : JSON.stringify({ ...question, round: '0' });
	const response = {
		statusCode: 200,
		headers: {} as Record<string, string>,
		body: '',
		setHeader(header: string, value: string) {
			this.headers[header] = value;
		},
		end(page: string) {
			this.body = page;
		},
	};
	const expressions: string[] = [];
	const context = {
		getRequestObject: () => ({ method, query, headers, body }),
		getResponseObject: () => response,
		getNode: () => ({ name }),
		evaluateExpression: (expression: string) => {
			expressions.push(expression);
			return kept;
		},
		logger: { error: () => {} },
		...changes,
	} as unknown as IWebhookFunctions;
	const result = await receiveAnswer(context);
	return { result, response, expressions };
}

const answerOf = (result: Awaited<ReturnType<typeof request>>['result']) =>
	result.workflowData?.[0]?.[0]?.json;

describe('opening the page', () => {
	it('shows the question and decides nothing', async () => {
		const { result, response } = await request({ method: 'GET' });
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response.statusCode).toBe(200);
		expect(response.body).toContain(approval.message);
		expect(response.body).toMatch(/<form method="post"><button [^>]*>Approve<\/button>/);
	});

	it('is kept out of caches, frames and logs, and runs nothing', async () => {
		const { response } = await request({ method: 'GET' });
		expect(response.headers).toMatchObject({
			'Content-Type': 'text/html; charset=utf-8',
			'Cache-Control': 'no-store',
			'Referrer-Policy': 'no-referrer',
			'X-Frame-Options': 'DENY',
		});
		const policy = response.headers['Content-Security-Policy'];
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toContain('unsafe');
		expect(response.body).not.toMatch(/<script|javascript:| on\w+=/i);
	});

	it('shows nothing of what was written as markup', () => {
		const hostile = `"><img src=x onerror=alert(1)><script>'&`;
		const page = questionPage(
			{
				...approval,
				message: hostile,
				title: hostile,
				submitLabel: hostile,
				buttons: [{ label: hostile, answer: {} }],
			},
			hostile,
		);
		const text = questionPage({ ...freeText, message: hostile, title: hostile }, hostile, hostile);
		for (const html of [page, text]) {
			expect(html).not.toContain('<img');
			expect(html).not.toContain('<script');
			expect(html).toContain(
				'&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&lt;script&gt;&#39;&amp;',
			);
		}
	});
});

describe('an answer', () => {
	it.each([
		['0', true],
		['1', false],
	])('by button %s is approved: %s', async (answer, approved) => {
		const { result } = await request({ body: { answer } });
		expect(answerOf(result)).toEqual({
			approved,
			respondedAt: expect.any(String) as string,
			transactionId: 't-1',
			segments: 2,
		});
		expect(result.workflowData?.[0][0].pairedItem).toEqual({ item: 0 });
		expect(result.webhookResponse).toContain('Thank you.');
	});

	it('may be a text, with line breaks and without control characters', async () => {
		const { result } = await request(
			{ body: { text: ' Yes,\r\nbut \u0000not <today>\u001b[0m \u{1f642} ' } },
			{ question: freeText },
		);
		expect(answerOf(result)).toMatchObject({ text: 'Yes,\nbut not <today>[0m \u{1f642}' });
	});

	it('keeps what was too long on the page', async () => {
		const { result, response } = await request(
			{ body: { text: 'x'.repeat(5_001) } },
			{ question: freeText },
		);
		expect(result.workflowData).toBeUndefined();
		expect(response.statusCode).toBe(400);
		expect(response.body).toContain('5000 characters at most');
		expect(response.body).toContain('xxxxx</textarea>');
	});
});

describe('what is no answer', () => {
	const bodies: unknown[] = [
		undefined,
		null,
		'',
		'answer=0',
		42,
		[],
		['0'],
		{},
		{ answer: '' },
		{ answer: '2' },
		{ answer: '-1' },
		{ answer: '00' },
		{ answer: 0 },
		{ answer: true },
		{ answer: ['0'] },
		{ answer: ['0', '1'] },
		{ answer: { '0': true } },
		{ answer: 'approved' },
		{ approved: 'true' },
		{ data: { answer: '0' } },
		{ __proto__: { answer: '0' } } as unknown,
		{ answer: 'x'.repeat(1_000_000) },
	];
	it.each(bodies)('leaves an approval open: %#', async (body) => {
		const { result, response } = await request({ body });
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response.statusCode).toBe(400);
		expect(response.body).toContain(approval.message);
	});

	it.each([
		undefined,
		null,
		'',
		[],
		{},
		{ text: '' },
		{ text: ' \r\n\t\u0000 ' },
		{ text: ['a'] },
		{ text: { a: 1 } },
		{ answer: 'a' },
		{ text: 'x'.repeat(1_000_000) },
	])('leaves a question for a text open: %#', async (body) => {
		const { result, response } = await request({ body }, { question: freeText });
		expect(result).toEqual({ noWebhookResponse: true });
		expect(response.statusCode).toBe(400);
		expect(response.body.length).toBeLessThan(20_000);
	});

	it.each([
		undefined,
		{},
		{ 'content-type': 'application/json' },
		{ 'content-type': 'multipart/form-data; boundary=x' },
		{ 'content-type': ['x'] },
	])('is what no form sends: %j', async (headers) => {
		const { result } = await request({ headers, body: { answer: '0' } });
		expect(result).toEqual({ noWebhookResponse: true });
	});

	it.each([undefined, null, {}, { r: '' }, { r: '1' }, { r: 0 }, { r: ['0'] }, 'r=0'])(
		'is one to another question: %j',
		async (query) => {
			for (const method of ['GET', 'POST']) {
				const { result, response } = await request({ method, query, body: { answer: '0' } });
				expect(result).toEqual({ noWebhookResponse: true });
				expect(response.statusCode).toBe(410);
			}
		},
	);

	it.each([undefined, null, '', 'null', '[]', '{}', '{', 42, '{"round":0}', { round: '0' }])(
		'is one where no question was kept: %j',
		async (kept) => {
			const { result, response } = await request({ body: { answer: '0' } }, { kept });
			expect(result).toEqual({ noWebhookResponse: true });
			expect(response.statusCode).toBe(410);
		},
	);
});

describe('whatever is thrown', () => {
	const fail = () => {
		throw new Error('no');
	};
	it.each(['evaluateExpression', 'getRequestObject', 'getResponseObject', 'getNode', 'logger'])(
		'by %s leaves the question open',
		async (name) => {
			const changes = name === 'logger' ? { logger: undefined, getNode: fail } : { [name]: fail };
			for (const method of ['GET', 'POST']) {
				const { result } = await request({ method, body: { answer: '0' } }, { changes });
				expect(result).toEqual({ noWebhookResponse: true });
			}
		},
	);

	it('where the page can not be written leaves it open too', async () => {
		const getResponseObject = () => ({ setHeader: fail, end: fail }) as unknown as IDataObject;
		const { result } = await request({ body: { answer: '0' } }, { changes: { getResponseObject } });
		expect(result).toEqual({ noWebhookResponse: true });
	});
});

it.each([
	['CINNOX', 'CINNOX'],
	['Ask "Ada" }} \\ 1', 'Ask \\u0022Ada\\u0022 \\u007d\\u007d \\u005c 1'],
	["Günter's \u{1f642}\n", 'G\\u00fcnter\\u0027s \\ud83d\\ude42\\u000a'],
])('a node named %j is asked for as text', async (name, written) => {
	const { expressions } = await request({ method: 'GET' }, { name });
	expect(expressions).toEqual([`{{ $node["${written}"].context["openQuestion"] }}`]);
});
