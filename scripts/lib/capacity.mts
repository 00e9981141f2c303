/** How many processes a number of events needs: a simulation of what waits for whom. */

/** What a deployment has to bear. */
export interface Load {
	/** CINNOX Apps, each with workflows of its own. */
	apps: number;
	eventsPerDay: number;
}

/** What is measured (test/scale/measured.json), and what is assumed. */
export interface Assumptions {
	/** Processor time of one event in a webhook processor and in a worker, in ms. */
	processorMs: number;
	workerMs: number;
	/** The same for PostgreSQL, Redis and the main process. */
	postgresMs: number;
	redisMs: number;
	mainMs: number;
	bytesPerExecution: number;
	/** Events of the busiest hour compared with an average one. */
	peakFactor: number;
	/** How long n8n keeps executions, in hours. */
	keepHours: number;
	/** Longest wait before an event is answered, and before its workflow starts, in ms, for 99 of 100. */
	longestWaitMs: number;
	/** No process is planned to be busier than this, so that one may be lost. */
	mostBusy: number;
}

export interface Plan extends Load {
	/** Events a second on average and in the busiest hour. */
	average: number;
	peak: number;
	processors: number;
	workers: number;
	/** Wait for a worker that 99 of 100 events do not exceed in the busiest hour, in ms. */
	workerWaitMs: number;
	/** Processor cores that PostgreSQL and Redis are busy with in the busiest hour. */
	postgresCores: number;
	redisCores: number;
	mainCores: number;
	/** What the executions that are kept take on disk, in GB. */
	diskGb: number;
}

/** Events that one simulation lets in; 99 of 100 is a figure of 200 of them. */
const SIMULATED = 20_000;

/**
 * Lets events come at random and be served, each by the first server that is free, in order.
 *
 * Times to serve vary as widely as those of an exponential distribution, which is more than n8n's do.
 *
 * @param perSecond events a second
 * @param servers processes that serve one event at a time: Node.js computes on one core
 * @param serviceMs mean time to serve one
 * @returns the wait, in ms, that 99 of 100 events do not exceed
 */
export function simulateWait(
	perSecond: number,
	servers: number,
	serviceMs: number,
	seed = 1,
): number {
	const random = toRandom(seed);
	const exponential = (mean: number) => -mean * Math.log(1 - random());
	const free = new Float64Array(servers);
	const waits = new Float64Array(SIMULATED);
	let now = 0;
	for (let event = 0; event < SIMULATED; event += 1) {
		now += exponential(1000 / perSecond);
		let first = 0;
		for (let server = 1; server < servers; server += 1) {
			if (free[server]! < free[first]!) first = server;
		}
		const begin = Math.max(now, free[first]!);
		waits[event] = begin - now;
		free[first] = begin + exponential(serviceMs);
	}
	return waits.sort()[Math.floor(SIMULATED * 0.99)]!;
}

/** The fewest servers with which nobody waits too long and none is too busy. */
export function fewestServers(
	perSecond: number,
	serviceMs: number,
	{ longestWaitMs, mostBusy }: Pick<Assumptions, 'longestWaitMs' | 'mostBusy'>,
): { servers: number; waitMs: number } {
	for (let servers = Math.max(1, Math.ceil((perSecond * serviceMs) / 1000 / mostBusy)); ;) {
		const waitMs = simulateWait(perSecond, servers, serviceMs);
		if (waitMs <= longestWaitMs) return { servers, waitMs };
		servers += 1;
	}
}

/** At least two of each, so that one may be killed or restarted. */
const FEWEST = 2;

/** What a load needs. */
export function planFor(load: Load, assumptions: Assumptions): Plan {
	const average = load.eventsPerDay / 86_400;
	const peak = average * assumptions.peakFactor;
	const processors = fewestServers(peak, assumptions.processorMs, assumptions);
	const workers = fewestServers(peak, assumptions.workerMs, assumptions);
	const workerCount = Math.max(FEWEST, workers.servers);
	return {
		...load,
		average,
		peak,
		processors: Math.max(FEWEST, processors.servers),
		workers: workerCount,
		workerWaitMs: simulateWait(peak, workerCount, assumptions.workerMs),
		postgresCores: (peak * assumptions.postgresMs) / 1000,
		redisCores: (peak * assumptions.redisMs) / 1000,
		mainCores: (peak * assumptions.mainMs) / 1000,
		diskGb:
			(load.eventsPerDay / 24) * assumptions.keepHours * (assumptions.bytesPerExecution / 1e9),
	};
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function toRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
