import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';

import type { RowShape } from '../../../nodes/Cinnox/operation/rows.ts';
import { fieldPicker, flatName, normaliseRow } from '../../../nodes/Cinnox/operation/rows.ts';

const shape: RowShape = {
	aliases: { id: ['_id'], transactionId: ['transactionID', 'transaction_id'] },
	strings: ['phone', 'caller.phone', 'numbers', 'id'],
};

/** What fieldPicker has to do, done the long way. */
function pickTheLongWay(row: IDataObject, fields: string[]): IDataObject {
	const normal = normaliseRow(row, shape);
	const out: IDataObject = {};
	for (const field of fields) {
		let value: unknown = normal;
		for (const name of field.split('.')) {
			const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
			value = isHolder ? (value as IDataObject)[name] : undefined;
		}
		if (value !== undefined) out[flatName(field)] = value as IDataObject[string];
	}
	return out;
}

const value = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const row = fc.record(
	{
		id: value,
		_id: value,
		transactionID: value,
		phone: fc.oneof(value, fc.array(value)),
		numbers: fc.array(value),
		caller: fc.oneof(value, fc.record({ phone: value, name: value }, { requiredKeys: [] })),
		status: value,
		toString: value,
	},
	{ requiredKeys: [] },
);
const names = fc.uniqueArray(
	fc.constantFrom(
		...[
			'id',
			'_id',
			'transactionId',
			'transactionID',
			'phone',
			'numbers',
			'caller',
			'caller.phone',
		],
		...['caller.name', 'status', 'status.x', 'toString', 'constructor', '__proto__', 'missing', ''],
	),
);

describe('picking fields', () => {
	it('gives what normalising and leaving out the rest gives', () => {
		fc.assert(
			fc.property(row, names, (given, fields) => {
				const before = structuredClone(given);
				const picked = fieldPicker(fields, shape)(given as IDataObject);
				expect(picked).toEqual(pickTheLongWay(given as IDataObject, fields));
				expect(given).toEqual(before);
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each([[{ id: null, _id: 5 }], [{ _id: 5, id: null }], [{ _id: 5 }], [{ id: '5', _id: 6 }]])(
		'takes the value of %j, whichever spelling holds it',
		(given) => {
			expect(normaliseRow(given, shape)).toEqual({ id: '5' });
			expect(fieldPicker(['id'], shape)(given)).toEqual({ id: '5' });
		},
	);
});
