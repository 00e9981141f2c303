import type { IDataObject } from 'n8n-workflow';

import { rememberAddress } from '../../../transport/addresses';
import type { Guess } from '../../../transport/guesses';
import { API_ROOT, GUESSES, nameOf } from '../../../transport/guesses';
import { refuse } from '../../../values/refusal';
import type { Operation } from '../../operation/definition';
import type { Item } from '../../operation/item';
import type { Probed } from './probe';
import { probe } from './probe';

/** The list of all addresses, made once for each run. */
interface Checked {
	rows?: Promise<IDataObject[]>;
}

/** The error codes say which addresses there are: https://docs.cinnox.com/docs/error-codes-and-rate-limit */
export const check: Operation<void, Checked> = {
	name: 'Check',
	value: 'check',
	action: 'Check account',
	description:
		'Find out which of the addresses that CINNOX does not publish this account answers, by requests that can change nothing',
	documented: true,
	gives: {
		adds: {
			usedBy: 'string',
			method: 'string',
			path: 'string',
			outcome: 'string',
			endpointPath: 'string',
			advice: 'string',
			tried: 'object[]',
			candidates: 'string[]',
			forCredential: 'object',
		},
	},
	share: () => ({}),
	run: async (item, _prepared, checked) => await (checked.rows ??= checkAll(item)),
};

async function checkAll(item: Item): Promise<IDataObject[]> {
	// What is wrong with the credential is said once, and not by every probe.
	await item.send({ ...item.draft, method: 'GET', url: `${API_ROOT}labels`, qs: { limit: 1 } });
	const nowhere = await probe(item, 'GET', `${API_ROOT}no-such-path-to-compare-with`);
	if (nowhere.answer === 'there') {
		throw refuse(
			'CINNOX answers any address as if it were there, so nothing can be found out',
			"Check the 'Base URL' in the credential, and whether something between this n8n and CINNOX changes answers",
		);
	}
	// One after the other: nobody waits for it, and other executions share the account's pace.
	const rows: IDataObject[] = [];
	for (const guess of GUESSES) rows.push(await checkOne(item, guess));
	return rows;
}

async function checkOne(item: Item, guess: Guess): Promise<IDataObject> {
	const { method } = guess;
	const path = API_ROOT + guess.path;
	const candidates = guess.candidates.map((candidate) => API_ROOT + candidate);
	const base = { usedBy: guess.usedBy.join(', '), method, path };
	if (method === 'DELETE') {
		const advice =
			"Not tried, because a DELETE could delete. If CINNOX does not know the address when you use it, put one of the candidates into 'Options' > 'Endpoint Path'.";
		return { ...base, outcome: 'notProbed', endpointPath: null, advice, tried: [], candidates };
	}
	const { account } = item.run;
	const configured = account.endpointPaths.get(nameOf(guess));
	const tried: Probed[] = [];
	for (const candidate of new Set([configured ?? path, path, ...candidates])) {
		tried.push(await probe(item, method, candidate));
		if (tried.at(-1)?.answer === 'there') break;
	}
	const there = tried.find(({ answer }) => answer === 'there');
	const outcome = judge(path, tried, configured);
	const endpointPath = there === undefined || there.path === path ? null : there.path;
	if (outcome !== 'unclear') {
		const isOther = outcome === 'elsewhere' && endpointPath !== null;
		rememberAddress(account, guess, isOther ? endpointPath : undefined);
	}
	return {
		...base,
		outcome,
		endpointPath,
		advice: `${ADVICE[outcome](guess, endpointPath)}${acceptedNote(guess, there)}`,
		tried: tried.map((probed) => ({ ...probed })),
		candidates,
		...(endpointPath === null ? {} : { forCredential: { [nameOf(guess)]: endpointPath } }),
	};
}

type Outcome = 'asAssumed' | 'asConfigured' | 'elsewhere' | 'notFound' | 'unclear';

/** What the probes of one guess say; an address only moves where ours is not there for sure. */
function judge(path: string, tried: Probed[], configured: string | undefined): Outcome {
	const there = tried.find(({ answer }) => answer === 'there');
	const isUnclear = tried.some(({ answer }) => answer === 'unclear');
	if (there === undefined) return isUnclear ? 'unclear' : 'notFound';
	if (there.path === configured) return 'asConfigured';
	if (there.path === path && configured === undefined) return 'asAssumed';
	return isUnclear ? 'unclear' : 'elsewhere';
}

const ADVICE: Record<Outcome, (guess: Guess, endpointPath: string | null) => string> = {
	asAssumed: () => 'CINNOX answers the address that this node uses. There is nothing to do.',
	asConfigured: () => `CINNOX answers the address in 'Endpoint Paths' of the credential.`,
	elsewhere: ({ usedBy }, endpointPath) =>
		endpointPath === null
			? "CINNOX answers the address that this node assumes and not the one in 'Endpoint Paths' of the credential. Take it out there."
			: `CINNOX answers ${endpointPath}. This n8n process uses it for this account from now on. To keep it, put it into 'Options' > 'Endpoint Path' of ${usedBy.join(', ')}, or what is under forCredential into 'Endpoint Paths' of the credential.`,
	notFound: ({ usedBy }) =>
		`CINNOX knows none of these addresses. Ask CINNOX for the address of ${usedBy.join(', ')} and set it in 'Options' > 'Endpoint Path' or in 'Endpoint Paths' of the credential.`,
	unclear: (_guess, endpointPath) =>
		`Not every answer says whether the address is there${endpointPath === null ? '' : `; ${endpointPath} is`}. Nothing was changed; run the check again later.`,
};

/** No page allows an empty object there, so whoever subscribed or sent should look. */
function acceptedNote({ method, usedBy }: Guess, there: Probed | undefined): string {
	if (method === 'GET' || !there?.isAccepted) return '';
	return ` CINNOX accepted an empty object, which its pages do not allow: look whether ${usedBy[0]} did anything.`;
}
