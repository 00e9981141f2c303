/** A CINNOX Open API that runs on this machine. Start it with `startSimulator`. */
export { startSimulator } from './server.mts';
export { loadContract, validateRequest } from './contract.mts';
export type { Operation, RequestParts, Verdict } from './contract.mts';
export { NUMBERS, SERVICE_ID, idOf, segmentCount } from './seed.mts';
export type { SentMessage, SentSms, SentWhatsApp, SimulatorState } from './state.mts';
export type * from './types.mts';
