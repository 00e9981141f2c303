/** Whether a text is an absolute path that stays under the host that it is appended to. */
export function isPath(text: string): boolean {
	return (
		/^\/(?!\/)[^\s?#\\]*$/.test(text) &&
		!text.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))
	);
}
