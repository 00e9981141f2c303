/**
 * Restarts Redis from a snapshot, and kills a worker, twenty times each while texts are sent, and says
 * what became of them. Some 45 minutes; docs/capacity.md has the figures.
 *
 *   npm run measure:claim
 *   npm run measure:claim -- 5     fewer rounds
 */
import os from 'node:os';

import { runVitest } from '../../scripts/lib/vitest.mts';

const rounds = Number(process.argv[2]) || 20;
process.env.SCALE_ROUNDS = String(rounds);
console.log(`${rounds} rounds; load average ${os.loadavg()[0]?.toFixed(1)}`);
const minutes = 15 + rounds * 4;
const { failed, passed } = await runVitest(['scale'], ['test/scale/claim.test.mts'], minutes);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
