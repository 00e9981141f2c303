/** A value as text; what is no text, number or boolean is none, never "[object Object]". */
export function toText(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return value;
		case 'number':
		case 'boolean':
		case 'bigint':
			return String(value);
		default:
			return '';
	}
}
