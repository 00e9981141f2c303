/** What the tests of both Send and Wait share. */
import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';

import type { NodeResult } from './harness.mts';
import { json } from './support.mts';

/** The only address in a text. */
export function addressIn(text: unknown): URL {
	const found = String(text).match(/https?:\/\/\S+/g) ?? [];
	expect(found).toHaveLength(1);
	return new URL(found[0]!);
}

/** What n8n would put out when the time is up. */
export function ifTimeIsUp({ run }: NodeResult): IDataObject | undefined {
	return run.data.executionData?.nodeExecutionStack[0]?.data.main[0]?.[0]?.json;
}

/** The execution sleeps, and what it put out meanwhile does not tell where the answer goes. */
export function expectWaiting(result: NodeResult): IDataObject {
	expect(result.error).toBeUndefined();
	expect(result.run.waitTill).toBeInstanceOf(Date);
	const [output, ...others] = json(result);
	expect(others).toEqual([]);
	expect(output).toMatchObject({ waiting: true });
	expect(JSON.stringify(output)).not.toMatch(/http|signature/);
	return output!;
}
