/** Everything that can go wrong on purpose; see the folder of the same name. */
export { answerUnder, breaksUpload } from './faults/apply.mts';
export { FAULT_CASES } from './faults/cases.mts';
export type { NamedFault } from './faults/cases.mts';
export { FaultQueue } from './faults/queue.mts';
export { randomFaults } from './faults/random.mts';
export type { RandomFaultOptions, RandomFaults } from './faults/random.mts';
export type { PendingFault } from './faults/settle.mts';
export { FAULTS } from './faults/table.mts';
export type { Fault, FaultKind, FaultTarget } from './faults/table.mts';
export type { Answer, FaultCase, FaultOptions } from './faults/types.mts';
