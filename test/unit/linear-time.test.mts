/**
 * Nothing that is read from outside costs more than linear time: every regular expression and every
 * loop over foreign text gets a megabyte of what is worst for it.
 *
 * What costs quadratic time needs hours for a megabyte, so each is tried with growing inputs, and the
 * first one that takes too long ends it.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';

import { CinnoxApi } from '../../credentials/CinnoxApi.credentials.ts';
import { readJsonObject } from '../../nodes/Cinnox/operation/json.ts';
import { fieldPicker, rowNormaliser } from '../../nodes/Cinnox/operation/rows.ts';
import { readAddress } from '../../nodes/Cinnox/resources/customApi/address.ts';
import { mergeContact, toInput } from '../../nodes/Cinnox/resources/contact/mapping.ts';
import { verifyOtpToken } from '../../nodes/Cinnox/resources/common/otp.ts';
import { readDestinations } from '../../nodes/Cinnox/resources/destination/rows.ts';
import { matches } from '../../nodes/CinnoxPollingTrigger/reports/report.ts';
import { recognise } from '../../nodes/CinnoxTrigger/events/index.ts';
import { passes } from '../../nodes/CinnoxTrigger/filters.ts';
import { readBody, readChallenge } from '../../nodes/CinnoxTrigger/handshake.ts';
import { identify } from '../../nodes/CinnoxTrigger/identity.ts';
import { findUnreadable, isAllowed } from '../../nodes/CinnoxTrigger/ipAddress.ts';
import { copySafely, Notification } from '../../nodes/CinnoxTrigger/notification.ts';
import { toProductionUrl } from '../../nodes/CinnoxTrigger/webhookUrl.ts';
import { toEventKey } from '../../nodes/subscriptions/eventKey.ts';
import { toHookList } from '../../nodes/subscriptions/hookList.ts';
import { isSameWebhook, webhookUrlOf } from '../../nodes/subscriptions/subscriptionUrl.ts';
import { toAccount } from '../../nodes/transport/account.ts';
import { readEndpointPaths } from '../../nodes/transport/addresses.ts';
import { normaliseBaseUrl } from '../../nodes/transport/baseUrl.ts';
import { checkAddress } from '../../nodes/transport/download/address.ts';
import { readFileName, readMimeType } from '../../nodes/transport/download/file.ts';
import { readEnvelope, readList, readRetryAfter } from '../../nodes/transport/envelope.ts';
import { adviceFor } from '../../nodes/transport/errors.ts';
import { isPrivateHost } from '../../nodes/transport/hosts.ts';
import { readNetworkError } from '../../nodes/transport/networkError.ts';
import { isPath } from '../../nodes/transport/path.ts';
import { redactor } from '../../nodes/transport/redact.ts';
import { readJson } from '../../nodes/values/json.ts';
import { readPhoneNumber, readRecipients } from '../../nodes/values/phone/index.ts';
import { countSegments } from '../../nodes/values/segments.ts';
import { readJsonList, readNames, toWord } from '../../nodes/values/text.ts';
import { toDate } from '../../nodes/values/time.ts';

// Others use the machine meanwhile; what counts is the time of each single input.
vi.setConfig({ testTimeout: 180_000 });

const ROOT = join(import.meta.dirname, '../..');

const SIZES = [1_000, 8_000, 64_000, 256_000, 1_000_000];

/** Linear work needs some milliseconds for the largest; a busy machine is not what is measured. In ms. */
const LIMIT_MS = 5_000;

/** The size at which it took too long, with the time; undefined where it never did. */
function tooSlowAt(make: (size: number) => () => unknown, most = Infinity): string | undefined {
	for (const size of SIZES.filter((one) => one <= most)) {
		const use = make(size);
		const start = performance.now();
		try {
			const given = use();
			if (given instanceof Promise) given.catch(() => {});
		} catch {
			// A refusal is as good as any other answer, as long as it comes soon.
		}
		const ms = performance.now() - start;
		if (ms > LIMIT_MS) return `${size} characters took ${Math.round(ms)} ms`;
	}
	return undefined;
}

/** A text of about `size` characters, most of which are repetitions. */
const worst = (size: number, [before, again, after]: Worst): string =>
	before + again.repeat(Math.ceil(size / again.length)) + after;

/** What comes first, what is repeated, and what comes last. */
type Worst = [before: string, again: string, after: string];

describe('regular expressions', () => {
	/** By its text: the worst inputs of every one that repeats something without a bound. */
	const WORST: Record<string, Worst[]> = {
		'/"|-?\\d[\\d.eE+-]*/g': [
			['', '1', ''],
			['', '-', ''],
			['', '1e+', '"'],
		],
		'/^-?\\d{16,}$/': [['', '1', 'x']],
		'/^\\d+$/': [['', '1', 'x']],
		'/^[\\n\\r\\x20-\\x7e]*$/': [['', 'a', 'é']],
		'/^\\s*\\[/': [['', ' ', 'x']],
		'/(\\.\\d{3})\\d+$/': [
			['.', '1', 'x'],
			['', '.1111', 'x'],
		],
		'/^[a-z][a-z\\d+.-]*:\\/\\//i': [['', 'a', '']],
		'/:\\d+$/': [
			[':', '1', 'x'],
			['', ':1', 'x'],
		],
		'/^(Ssrf\\w*|Domain not allowed.*)$/': [
			['Ssrf', 'a', '!'],
			['Domain not allowed', 'a', '\n'],
		],
		'/^\\/(?!\\/)[^\\s?#\\\\]*$/': [['/', 'a', ' ']],
		"/filename\\*\\s*=\\s*utf-8'[^']*'([^;\\s]+)/i": [
			['', 'filename*', ''],
			['filename*', ' ', 'x'],
			["filename*=utf-8'", 'a', ''],
			['', "filename*=utf-8';", ''],
		],
		'/filename\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"/i': [
			['', 'filename=', ''],
			['filename="', 'a', ''],
			['filename="', '\\"', ''],
			['', 'filename="\\\n', ''],
		],
		'/filename\\s*=\\s*([^";\\s]+)/i': [
			['filename', ' ', ''],
			['', 'filename=;', ''],
		],
		'/^\\.*$/': [['', '.', 'x']],
		'/^[\\w.+-]+\\/[\\w.+-]+$/': [
			['', 'a', '!'],
			['a/', 'a', '!'],
		],
		'/\\.(\\w+)$/': [
			['.', 'a', '!'],
			['', '.a', '!'],
		],
		'/^(.*)\\*$/': [
			['', 'a', ''],
			['', '*', 'x'],
		],
		'/^(.*:)([\\d.]+)$/': [
			['', ':1', 'x'],
			[':', '1', 'x'],
			['', ':', 'x'],
		],
		'/^[A-Z]+$/': [['', 'A', 'x']],
		'/^https?:\\/\\/[^/?#\\\\]*/i': [['https://', 'a', '\n']],
		'/^[a-z][a-z\\d+.-]*:/i': [['', 'a', '']],
		'/^[^\\s@]+@[^\\s@]+$/': [
			['', 'a', ''],
			['a@', 'a', '@'],
		],
		'/^[a-z\\d]+$/i': [['', 'a', '!']],
		'/[^\\w]+/': [
			['', '!', ''],
			['', '!a', ''],
		],
		'/\\{(\\w+)\\}/g': [
			['{', 'a', ''],
			['', '{a', ''],
		],
		'/^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)(e[+-]?\\d+)?$/i': [
			['', '1', 'x'],
			['1.', '1', 'x'],
			['.', '1', 'x'],
			['1e', '1', 'x'],
		],
		'/^(\\{\\s*\\}|null)?$/': [['{', ' ', 'x']],
		'/^\\s*[[{]/': [['', ' ', 'x']],
		'/\\s+/': [
			['', ' ', 'x'],
			['', ' x', ''],
		],
		'/^\\d+$|[Zz]$|[+-]\\d{2}:?\\d{2}$/': [
			['', '1', 'x'],
			['', '+1111', 'x'],
		],
		'/^\\s*\\{/': [['', ' ', 'x']],
		'/\\{\\w*\\}/g': [
			['{', 'a', ''],
			['', '{a', ''],
		],
		'/^\\s*([A-Za-z]+)\\s+(\\S+)\\s*$/': [
			['', ' ', ''],
			['', 'a', ''],
			['a', ' ', ''],
			['a x', ' ', 'y'],
			['a ', 'x', ' y'],
		],
		'/^\\+?\\d+e\\+?\\d+$/i': [
			['', '1', 'x'],
			['1e', '1', 'x'],
		],
		'/^(\\+?)(?:(00))?(\\d*)$/': [
			['', '0', 'x'],
			['+00', '1', 'x'],
		],
		'/^\\+?\\d+$/': [['+', '1', 'x']],
		'/^[\\d+\\s\\-.()/\\uff0b\\uff10-\\uff19]+$/': [['', '1 ', 'x']],
		'/^=(?![^]*\\$fromAI\\()/i': [['=', '$fromAI', '']],
	};

	/** File -> why an expression that is put together there may be. */
	const AT_RUN_TIME: Record<string, string> = {
		'nodes/values/phone/numberingPlan.ts':
			'from a generated table, each tried on 20 digits at most',
	};

	interface Found {
		text: string;
		regex: RegExp;
		/** Whether texts are split by it: then it is tried at every place. */
		splits: boolean;
		where: string;
	}

	const found = globSync(['nodes/**/*.ts', 'credentials/**/*.ts'], { cwd: ROOT }).flatMap((file) =>
		regexesOf(file),
	);

	function regexesOf(file: string): Found[] {
		const text = readFileSync(join(ROOT, file), 'utf8');
		const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
		const regexes: Found[] = [];
		const visit = (node: ts.Node): void => {
			if (ts.isRegularExpressionLiteral(node)) regexes.push(toFound(node, file));
			const callee =
				ts.isNewExpression(node) || ts.isCallExpression(node) ? node.expression.getText() : '';
			if (callee === 'RegExp' && !(file in AT_RUN_TIME)) {
				throw new Error(`${file}: write a literal, one made at run time can't be judged here.`);
			}
			ts.forEachChild(node, visit);
		};
		visit(source);
		return regexes;
	}

	function toFound(node: ts.RegularExpressionLiteral, file: string): Found {
		const text = node.getText();
		const end = text.lastIndexOf('/');
		const { parent } = node;
		const splits =
			ts.isCallExpression(parent) &&
			ts.isPropertyAccessExpression(parent.expression) &&
			parent.expression.name.text === 'split';
		return {
			text,
			regex: new RegExp(text.slice(1, end), text.slice(end + 1)),
			splits,
			where: file,
		};
	}

	/** What a regular expression repeats without a bound, looked at without its classes and escapes. */
	const repeats = ({ text }: Found): boolean =>
		/[*+]|\{\d+,\}/.test(
			text
				.slice(0, text.lastIndexOf('/'))
				.replace(/\\./g, 'x')
				.replace(/\[(?:[^\]])*\]/g, 'x'),
		);

	const apply =
		({ regex, splits }: Found, text: string) =>
		(): unknown => {
			regex.lastIndex = 0;
			if (splits) return text.split(regex);
			return regex.global ? text.replace(regex, '') : regex.exec(text);
		};

	test('are all known, or repeat nothing', () => {
		const unknown = found.filter((one) => repeats(one) && WORST[one.text] === undefined);
		expect(unknown.map(({ text, where }) => `${where}: ${text}`)).toEqual([]);
	});

	test.each(Object.entries(WORST))('%s', (text, inputs) => {
		for (const one of found.filter((candidate) => candidate.text === text)) {
			for (const input of inputs) {
				const slow = tooSlowAt((size) => apply(one, worst(size, input)));
				expect(slow, JSON.stringify(input)).toBeUndefined();
			}
		}
	});

	/** Whatever stands in it, repeated: for what nobody thought of. Smaller, since there are thousands. */
	test('bear each of their own characters in any number', () => {
		for (const one of new Map(found.map((entry) => [entry.text, entry])).values()) {
			const letters = new Set([...one.text.replace(/\\[dsw]/g, '0 a'), 'x', '0', ' ', '\n', '/']);
			for (const again of letters) {
				for (const [before, after] of [
					['', '\u0001'],
					['https://a', '\n'],
				]) {
					const slow = tooSlowAt((size) => apply(one, worst(size, [before, again, after])), 64_000);
					expect(slow, `${one.text} over ${JSON.stringify(again)}`).toBeUndefined();
				}
			}
		}
	});
});

describe('functions over foreign texts', () => {
	const APP_TOKEN = 'a-token/that+must=never.appear';

	const TEXTS: Worst[] = [
		['', 'a', ''],
		['', ' ', 'x'],
		['', '\n', 'x'],
		['', '1', 'x'],
		['', '.', 'x'],
		['', '.1', ''],
		['', ',', ''],
		['', 'a,', ''],
		['', '/', 'x'],
		['https://example.com', '/', 'x'],
		['https://example.com/', '/a', ''],
		['https://example.com/x?', 'a&', ''],
		['https://example.com/x?', 'a=1&', ''],
		['https://', 'a.', 'x'],
		['https://', 'a', '/\n'],
		['https://a', '/-test', ''],
		['https://a/webhook', '-test/', '\n'],
		['', '\\', '"'],
		['"', '\\"', ''],
		['', '"', ''],
		['{"a":"', '\\\\', '"}'],
		['', '[', ''],
		['', '{"a":', ''],
		['[', '1111111111111111111,', '1]'],
		['[', '-', ']'],
		['', '1e', ''],
		['{"a":', '1', '}'],
		['', 'é', ''],
		['', '\u{1f600}', ''],
		['', '\ud83d', ''],
		['', '[1]', 'x'],
		['', ':', 'x'],
		['', ':1', 'x'],
		['', '1:', ''],
		['', '*', 'x'],
		['', '-', 'x'],
		['', '+', '1'],
		['', '%2e', '/'],
		['/', '%252e/', ''],
		['', '/v1/api', 'x'],
		['https://example.com', '/v1/api', 'x'],
		['', '=', 'x'],
		['', 'filename="', '\\'],
		['', "filename*=utf-8'", ''],
		['', APP_TOKEN.slice(0, -1), ''],
		['', APP_TOKEN, ''],
		['2026-01-01T00:00:00.', '1', 'Z'],
		['', 'startat ', ''],
		['', 'exceed maximum limit ', 'x'],
		['', 'label', ''],
		['', 'updated', ''],
	];

	const clean = redactor(APP_TOKEN);
	const key = Buffer.alloc(32);
	const event = (body: object) =>
		recognise(new Notification(body as never), new Set(['label.changed', 'enquiryLabel.changed']));

	/** What reads a text from outside, by the name of what it is. */
	const READERS: Record<string, (text: string) => unknown> = {
		readJson,
		readJsonList,
		readNames,
		toWord,
		countSegments,
		readPhoneNumber,
		readRecipients,
		toDate: (text) => toDate(text, 'Asia/Hong_Kong'),
		redactor: clean,
		normaliseBaseUrl,
		isPath,
		readEndpointPaths,
		isPrivateHost,
		checkAddress: (text) => checkAddress(text, 'https://api.example.com'),
		readFileName: (text) => readFileName(text, new URL('https://a/b')),
		'readFileName of an address': (text) =>
			readFileName('', new URL(`https://a/${encodeURIComponent(text.replaceAll('\ud83d', ''))}`)),
		readMimeType: (text) => readMimeType(text, text),
		readRetryAfter,
		'readEnvelope, code': (text) =>
			readEnvelope({ status: 200, headers: {}, body: { code: text } }),
		'readEnvelope, message': (text) =>
			adviceFor(
				{
					answer: readEnvelope({
						status: 400,
						headers: {},
						body: { code: 6451000, message: text },
					}) as never,
					uncertain: false,
				},
				APP_TOKEN,
			),
		'readEnvelope, location': (text) =>
			readEnvelope({ status: 302, headers: { location: text }, body: '' }),
		readNetworkError: (text) => readNetworkError({ code: text, message: text, name: text }),
		readAddress: (text) => readAddress(text, 'https://example.com'),
		verifyOtpToken: (text) => verifyOtpToken(key, text, text, 0),
		readJsonObject: (text) => readJsonObject(text, 'Body'),
		'App Token': (text) =>
			toAccount({ appToken: text, baseUrl: 'https://example.com', appId: text }),
		authenticate: (text) =>
			(new CinnoxApi().authenticate as (data: object, options: object) => unknown)(
				{ appId: text, appToken: text, baseUrl: 'https://example.com' },
				{ url: text, baseURL: 'https://example.com' },
			),
		isAllowed: (text) => isAllowed(text, ['10.0.0.0/8', 'fe80::/10']),
		findUnreadable: (text) => findUnreadable(readNames(text)),
		toProductionUrl,
		webhookUrlOf,
		isSameWebhook: (text) => isSameWebhook(text, 'https://example.com/x'),
		readBody: (text) => readBody({ body: text, rawBody: Buffer.from(text) }),
		'readChallenge, a value': (text) => readChallenge({ challenge: text, type: text }),
		'readChallenge, a name': (text) => readChallenge({ [text]: text }),
		'an event, a value': (text) => {
			const found = event({ type: text, status: text, id: text, eventDescription: text });
			return found && identify(found, new Notification({ id: text, date: text } as never));
		},
		'an event, a name': (text) => event({ label: 1, id: 'x', [text]: text }),
		'filters of an event': (text) =>
			passes({ fields: { from: text, to: text, channel: text, toCountry: text } } as never, {
				senderNumbers: '1*,2',
				recipientNumbers: text,
				channels: 'a',
				recipientCountries: 'b',
			}),
		toHookList: (text) => toHookList([{ event: text, url: text }], ({ path }) => path),
		'a polled status': (text) => matches({ status: text }, 'status', /inbound|received/),
		fieldPicker: (text) => fieldPicker([text])({ a: { b: 1 } }),
	};

	test.each(Object.entries(READERS))('%s', (_name, read) => {
		for (const input of TEXTS) {
			const slow = tooSlowAt((size) => {
				const text = worst(size, input);
				return () => read(text);
			});
			expect(slow, JSON.stringify(input)).toBeUndefined();
		}
	});

	/** Many small things instead of a long one. */
	const many = (size: number) => Math.ceil(size / 10);
	const nested = (size: number) => {
		let value: object = { id: 'x' };
		for (let level = 0; level < Math.min(190, size); level += 1) value = { a: value, b: [1] };
		return value;
	};
	const VALUES: Record<string, (size: number) => unknown> = {
		'many members': (size) =>
			Object.fromEntries(Array.from({ length: many(size) }, (_, index) => [`a${index}`, index])),
		'many members of one word': (size) =>
			Object.fromEntries(
				Array.from({ length: many(size) }, (_, index) => [`a${'_'.repeat(index % 90)}${index}`, 1]),
			),
		'many rows': (size) => Array.from({ length: many(size) }, (_, index) => ({ id: `i${index}` })),
		'many lists': (size) =>
			Object.fromEntries(Array.from({ length: many(size) }, (_, index) => [`l${index}`, []])),
		deep: nested,
	};
	const USERS: Record<string, (value: never) => unknown> = {
		readList,
		readDestinations,
		copySafely,
		toEventKey,
		rowNormaliser: rowNormaliser({ aliases: { id: ['ID', '_id'] }, strings: ['id', 'a.b'] }),
		toInput,
		mergeContact: (value: object) =>
			mergeContact({ phones: value } as never, { phones: value } as never),
		event: (value: object) => event(Array.isArray(value) ? { id: 1, label: value } : value),
		readEnvelope: (value: object) => readEnvelope({ status: 200, headers: {}, body: value }),
		toHookList: (value: object) => toHookList(value, ({ path }) => path),
		readRecipients,
	};

	test.each(Object.entries(USERS))('%s of many', (_name, use) => {
		for (const [kind, make] of Object.entries(VALUES)) {
			const slow = tooSlowAt((size) => {
				const value = make(size);
				return () => use(value as never);
			});
			expect(slow, kind).toBeUndefined();
		}
	});
});
