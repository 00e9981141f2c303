import { toText } from '../../values/text';

/** The name that the host gives to the file (RFC 6266), or the last part of its address. */
export function readFileName(disposition: unknown, address: URL): string {
	const header = toText(disposition);
	const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1];
	const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
	const plain = /filename\s*=\s*([^";\s]+)/i.exec(header)?.[1];
	const candidates = [
		extended && decode(extended),
		quoted,
		plain,
		decode(address.pathname.split('/').at(-1) ?? ''),
	];
	return (
		candidates.map((name) => toFileName(name ?? '')).find((name) => name !== '') ?? 'recording'
	);
}

/** Without folders, and without characters that some file system refuses. */
function toFileName(name: string): string {
	const base = name.split(/[/\\]/).at(-1) ?? '';
	const clean = base.replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '_').trim();
	return /^\.*$/.test(clean) ? '' : clean.slice(-200);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

const MIME_TYPES: Record<string, string> = {
	aac: 'audio/aac',
	csv: 'text/csv',
	json: 'application/json',
	m4a: 'audio/mp4',
	mp3: 'audio/mpeg',
	mp4: 'video/mp4',
	ogg: 'audio/ogg',
	opus: 'audio/ogg',
	pdf: 'application/pdf',
	srt: 'application/x-subrip',
	txt: 'text/plain',
	vtt: 'text/vtt',
	wav: 'audio/wav',
	webm: 'audio/webm',
	zip: 'application/zip',
};

/** Content-Type, unless it only says "some bytes", as storage hosts do. */
export function readMimeType(contentType: unknown, fileName: string): string {
	const given = toText(contentType).split(';', 1)[0].trim().toLowerCase();
	if (/^[\w.+-]+\/[\w.+-]+$/.test(given) && !/^(application|binary)\/octet-stream$/.test(given)) {
		return given;
	}
	const extension = /\.(\w+)$/.exec(fileName)?.[1].toLowerCase() ?? '';
	return (
		(Object.hasOwn(MIME_TYPES, extension) && MIME_TYPES[extension]) || 'application/octet-stream'
	);
}
