/**
 * A CINNOX Open API that runs on this machine, driven by api/cinnox-open-api.yaml. Start it with `startSimulator`.
 *
 * What may be of use to a test:
 *   Recipients ending in 0000 are rejected by the carrier, those ending in 9999 not delivered; all others are.
 *   `emit` names things of the seed, so that what a notification is about can be looked up in reports and lists.
 *   Recordings are served under /files/<name>, some behind /files/redirect/<n>/<name>; ?bytes=N makes them longer.
 *   `state.recordings.set(callID, rows)` replaces the files of a call, for instance by URLs on other hosts.
 *   Over HTTP, with the option `control`, all JSON:
 *     POST   /__control/events/<name>?appId=   body: members to replace; raw: { event, body, contentType? }
 *     POST   /__control/faults                 body: Fault, with pathPattern for a regular expression; "Infinity" for
 *                                              numbers without an end; or { sequence: [[Fault, ...], ...] }; or
 *                                              { random: seed or true, ... }
 *     GET    /__control/faults                 every fault with its options and cases
 *     DELETE /__control/faults
 *     GET    /__control/requests?since=        also deliveries?since=, sms, messages, subscriptions?appId=
 *     POST   /__control/options                body: options to change
 *     POST   /__control/reset
 */
export { startSimulator } from './server.mts';
export { FAULTS, FAULT_CASES, randomFaults } from './faults.mts';
export type { FaultCase, FaultOptions, NamedFault } from './faults.mts';
export type { RandomFaultOptions, RandomFaults } from './faults.mts';
export { loadContract, validateRequest } from './contract.mts';
export type { Operation, RequestParts, Verdict } from './contract.mts';
export type { Json } from './json.mts';
export { NUMBERS, SERVICE_ID, idOf, segmentCount } from './seed.mts';
export type { SentMessage, SentSms, SentWhatsApp } from './records.mts';
export type { SimulatorState } from './state.mts';
export type * from './types.mts';
