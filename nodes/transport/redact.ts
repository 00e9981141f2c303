/** Replaces every occurrence of the App Token, percent-encoded ones too. */
export function redact(text: string, secret: string): string {
	if (secret === '') return text;
	return text.split(secret).join('*****').split(encodeURIComponent(secret)).join('*****');
}
