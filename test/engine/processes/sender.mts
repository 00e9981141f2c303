/** One n8n process that sends SMS, without the rest of n8n: node sender.mts <JSON of SenderTask> */
import type { App } from '../../simulator/types.mts';
import { byId } from '../../support/resource-locator.mts';
import { credentialOf, runNode } from '../harness.mts';

export interface SenderTask {
	cinnox: App & { url: string };
	/** Tells the texts of this process from those of others. */
	name: string;
	count: number;
}

const task = JSON.parse(process.argv[2] ?? '') as SenderTask;
const { error, items } = await runNode({
	parameters: {
		resource: 'sms',
		operation: 'send',
		senderNumber: byId('85230018000'),
		recipientNumbers: '85292110001',
		text: '={{ $json.mark }}',
	},
	// The default pace, which knows nothing of the other processes.
	credential: credentialOf(task.cinnox),
	items: Array.from({ length: task.count }, (_, index) => ({ mark: `${task.name}-${index}` })),
});
console.log(JSON.stringify({ error: error?.message, items: items.length }));
process.exit(0);
