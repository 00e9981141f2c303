import { expect, test } from 'vitest';

import { idOf } from '../../simulator/seed.mts';
import { byId, json, onlyRequest, runOperation, sent, useSimulator } from '../support.mts';

const simulator = useSimulator({ now: new Date().toISOString() });

test('lists the transcriptions of a call', async () => {
	const id = idOf('call', 0);
	const result = await runOperation(simulator(), 'recording:getTranscriptions', { call: byId(id) });

	const request = onlyRequest(simulator(), 'listTranscriptionFiles');
	expect([request.method, request.path, request.query]).toEqual([
		'GET',
		`/v1/api/apps/${simulator().appId}/data/transcription-file`,
		{ callID: id },
	]);
	expect(json(result)[0]).toMatchObject({ callId: id, fileName: `call-${id}-1.txt` });
});

test('takes several calls from an expression, one request each', async () => {
	const ids = [idOf('call', 0), idOf('call', 6)];
	for (const value of ['={{ $json.ids }}', '={{ $json.ids.join(", ") }}']) {
		simulator().reset();
		const result = await runOperation(
			simulator(),
			'recording:getTranscriptions',
			{ call: byId(value), returnAll: true },
			{ items: [{ ids }] },
		);
		expect(sent(simulator()).map(({ query }) => query)).toEqual(ids.map((callID) => ({ callID })));
		expect([...new Set(json(result).map(({ callId }) => callId))]).toEqual(ids);
	}
});

test('refuses an empty conference before anything is sent', async () => {
	const result = await runOperation(simulator(), 'recording:getTranscriptions', {
		recordingOf: 'conference',
		conference: byId('={{ $json.absent }}'),
	});
	expect(result.error?.message).toBe("'Conference' is empty");
	expect(sent(simulator())).toEqual([]);
});
