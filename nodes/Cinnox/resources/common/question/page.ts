import { createHash } from 'node:crypto';

import type { Question } from './question';

/** Longest free text that is taken, in UTF-16 code units. */
export const LONGEST_ANSWER = 5_000;

const STYLE = `
:root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--ink:#1b2430;--soft:#566272;--line:#c9d1db;--main:#0b4f9e;--on-main:#fff;--note:#a3261d}
@media(prefers-color-scheme:dark){:root{--page:#14181d;--card:#1f252c;--ink:#eef2f6;--soft:#a7b2bf;--line:#46515d;--main:#7fb6f5;--on-main:#0d1b2a;--note:#ff9d94}}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;background:var(--page);color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:520px;margin:0 auto;padding:24px 20px;background:var(--card);border:1px solid var(--line);border-radius:14px}
h1{margin:0 0 12px;font-size:20px;line-height:1.3}
p{margin:0 0 20px;white-space:pre-wrap;overflow-wrap:anywhere}
p:last-child{margin-bottom:0}
.note{color:var(--note);font-weight:600}
textarea{display:block;width:100%;min-height:140px;margin:0 0 14px;padding:12px;border:1px solid var(--soft);border-radius:10px;background:var(--card);color:var(--ink);font:inherit}
button{display:block;width:100%;min-height:52px;margin:0 0 12px;padding:12px 16px;border:2px solid var(--main);border-radius:10px;background:var(--card);color:var(--main);font:inherit;font-weight:600;overflow-wrap:anywhere;cursor:pointer}
button:first-of-type{background:var(--main);color:var(--on-main)}
button:last-child{margin-bottom:0}
button:focus-visible,textarea:focus-visible{outline:3px solid var(--soft);outline-offset:2px}
`;

/** Nothing is loaded, nothing runs, and a form goes back to where the page came from. */
const POLICY = [
	"default-src 'none'",
	`style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
	"form-action 'self'",
	"base-uri 'none'",
].join('; ');

/** The address holds the right to answer: it goes into no cache, no other site's log and no search. */
export const PAGE_HEADERS: Record<string, string> = {
	'Content-Type': 'text/html; charset=utf-8',
	'Content-Security-Policy': `${POLICY}; frame-ancestors 'none'; sandbox allow-forms`,
	'Cache-Control': 'no-store',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
	'X-Robots-Tag': 'noindex, nofollow',
};

/**
 * The page on which a question is answered: a form that posts to the page's own address.
 *
 * @param note why an answer was not taken
 * @param written what the person had written
 */
export function questionPage(question: Question, note = '', written = ''): string {
	const { title, message, buttons, submitLabel } = question;
	const noted = note === '' ? '' : `<p class="note" role="alert">${escape(note)}</p>`;
	const controls =
		buttons.length > 0
			? buttons.map(({ label }, index) => toButton(label, String(index))).join('')
			: `<textarea name="text" aria-label="${escape(title)}" required maxlength="${LONGEST_ANSWER}" dir="auto">${escape(written)}</textarea>${toButton(submitLabel, 'text')}`;
	return toPage(
		title,
		`<p dir="auto">${escape(message)}</p>${noted}<form method="post">${controls}</form>`,
	);
}

/** A page that only says something. */
export function plainPage(title: string, ...paragraphs: string[]): string {
	return toPage(title, paragraphs.map((text) => `<p dir="auto">${escape(text)}</p>`).join(''));
}

function toButton(label: string, value: string): string {
	return `<button type="submit" name="answer" value="${value}" dir="auto">${escape(label)}</button>`;
}

/** n8n sets a policy of its own on what it sends for us, so the page says ours too. */
function toPage(title: string, inner: string): string {
	return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${escape(POLICY)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer"><title>${escape(title)}</title><style>${STYLE}</style></head><body><main><h1 dir="auto">${escape(title)}</h1>${inner}</main></body></html>`;
}

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escape(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
