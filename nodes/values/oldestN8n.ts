import * as n8nWorkflow from 'n8n-workflow';

/**
 * Imported before everything else by what n8n loads: on an n8n that is too old, n8n's log names the
 * remedy instead of "Cannot read properties of undefined".
 *
 * NodeConnectionTypes came with n8n-workflow 1.83, which is part of n8n 1.85. A range in
 * package.json can't say it: n8n's own rules want `"n8n-workflow": "*"`.
 *
 * @param offered what n8n-workflow exports
 * @throws Error on an n8n before 1.85
 */
export function requireN8n(offered: object): void {
	if ('NodeConnectionTypes' in offered) return;
	throw new Error(
		'The CINNOX nodes need n8n 1.85 or newer, and this n8n is older. Update n8n, then install the package again.',
	);
}

requireN8n(n8nWorkflow);
