import { expect, test } from 'vitest';

import { byId, runOperation, sent, useSimulator } from '../support.mts';

const current = useSimulator();

/** n8n adds these fields to every credential; they are meant for the HTTP Request node. */
const restrictions = [
	{ allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' },
	{ allowedHttpRequestDomains: 'domains', allowedDomains: '' },
	{ allowedHttpRequestDomains: 'none', allowedDomains: '' },
];

test.each(restrictions)('the node reaches its own Base URL under %o', async (credential) => {
	const simulator = current();
	const sms = { senderNumber: byId('85230018000'), recipientNumbers: '85292110001', text: 'Hi' };
	const direct = await runOperation(simulator, 'sms:send', sms, { credential });
	expect(direct.error).toBeUndefined();
	const roomId = String(simulator.state.enquiries.page({ offset: 0, limit: 1 })[0]?.roomID);
	const message = { roomId, text: 'Hi' };
	const declarative = await runOperation(simulator, 'message:send', message, { credential });
	expect(declarative.error).toBeUndefined();
	expect(sent(simulator).map(({ accepted }) => accepted)).toEqual([true, true]);
});
