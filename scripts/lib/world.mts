import { randomBytes } from 'node:crypto';

import { type CredentialReference, N8nClient, type Owner } from '../../test/n8n/n8n-client.mts';
import { type N8nOptions, N8nProcess } from '../../test/n8n/n8n-process.mts';
import { startSimulator } from '../../test/simulator/index.mts';
import { idOf } from '../../test/simulator/seed.mts';
import type { Simulator, SimulatorOptions } from '../../test/simulator/types.mts';
import { credentialOf } from '../../test/support/credential.mts';
import type { Own } from './examples.mts';

/** A real n8n with our package, an owner who is logged in, and a CINNOX to talk to. */
export interface World {
	n8n: N8nProcess;
	client: N8nClient;
	owner: Owner;
	simulator: Simulator;
	/** The saved credential for the simulator. */
	credential: CredentialReference;
	/** Ends n8n and the simulator and removes n8n's data. */
	dispose(): Promise<void>;
}

/** An owner account for an n8n that lives on this machine only. */
export function newOwner(): Owner {
	return {
		email: 'owner@example.com',
		// n8n wants a capital letter and a digit.
		password: `Cinnox-${randomBytes(6).toString('hex')}-1`,
		firstName: 'Demo',
		lastName: 'Owner',
	};
}

/** A number of the simulated service that can send and receive SMS. */
export function serviceNumber(simulator: Simulator): string {
	return ownNumber(simulator, 'DID');
}

/** A sender ID of the simulated service; one-time passwords are sent from these only. */
export function senderId(simulator: Simulator): string {
	return ownNumber(simulator, 'SID');
}

/** What the example workflows are set to with a simulated service; n8n may write to `folder`. */
export function ownOf(simulator: Simulator, folder: string): Own {
	return {
		number: serviceNumber(simulator),
		senderId: senderId(simulator),
		staffMobile: '85292110009',
		roomId: idOf('room', 0),
		folder,
	};
}

function ownNumber(simulator: Simulator, type: string): string {
	const found = simulator.state.numbers.find((own) => own.type === type && own.supportSMS);
	if (!found) throw new Error(`The simulator has no number of type ${type} that can send SMS.`);
	return found.number;
}

/** Starts simulator and n8n side by side, sets up the owner and saves the credential. */
export async function startWorld(options: {
	n8n: N8nOptions;
	simulator?: SimulatorOptions;
}): Promise<World> {
	const starts = await Promise.allSettled([
		startSimulator(options.simulator),
		N8nProcess.start(options.n8n),
	]);
	const [simulatorStart, n8nStart] = starts;
	const dispose = async () => {
		if (n8nStart.status === 'fulfilled') await n8nStart.value.dispose();
		if (simulatorStart.status === 'fulfilled') await simulatorStart.value.close();
	};
	try {
		if (simulatorStart.status === 'rejected') throw simulatorStart.reason;
		if (n8nStart.status === 'rejected') throw n8nStart.reason;
		const simulator = simulatorStart.value;
		const n8n = n8nStart.value;
		const client = new N8nClient(n8n.baseUrl);
		const owner = newOwner();
		await client.ownerSetup(owner);
		const credential = await client.createCredential(
			'cinnoxApi',
			'CINNOX account',
			credentialOf(simulator),
		);
		return { n8n, client, owner, simulator, credential, dispose };
	} catch (error) {
		await dispose();
		throw error;
	}
}
