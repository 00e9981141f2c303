import type { IDataObject } from 'n8n-workflow';

import { refuse } from '../../../../values/refusal';
import { toText } from '../../../../values/text';
import { DAY, HOUR, MINUTE, toDate } from '../../../../values/time';
import type { Item } from '../../../operation/item';
import { limitWaitTime } from './fields';

const UNITS: Record<string, number> = { minutes: MINUTE, hours: HOUR, days: DAY };

/** n8n takes a date in the year 3000 for "for ever"; nobody means a limit beyond ten years. */
const LONGEST = 3653 * DAY;

/**
 * Options > Limit Wait Time: until when to wait, or undefined to wait for ever.
 *
 * @throws UserError when it is no time, or one that has passed
 */
export function readLimit(item: Item, now = Date.now()): Date | undefined {
	const [limit] = item.parameter<IDataObject[]>(`options.${limitWaitTime.name}`, []);
	if (limit === undefined) return undefined;
	const { limitType, resumeAmount = 1, resumeUnit = 'hours', maxDateAndTime } = limit;
	const until =
		limitType === 'atSpecifiedTime'
			? toDate(maxDateAndTime, item.run.timezone)?.getTime()
			: now + Number(resumeAmount) * UNITS[toText(resumeUnit)];
	if (until !== undefined && until > now && until <= now + LONGEST) return new Date(until);
	throw refuse(
		limitType === 'atSpecifiedTime'
			? `'Limit Wait Time' is not a date and time in the ${until !== undefined && until > now ? 'next ten years' : 'future'}`
			: "'Limit Wait Time' is not a time between now and ten years from now",
		"Set 'Limit Wait Time' to a time in the future, such as 45 minutes from now. Nothing was sent.",
	);
}
