import type { Scenario } from './lib/scenario.mts';
import { busyCreating } from './scenarios/busy-creating.mts';
import { createContacts } from './scenarios/create-contacts.mts';
import { distantReport } from './scenarios/distant-report.mts';
import { latency } from './scenarios/latency.mts';
import { manyRecipients } from './scenarios/many-recipients.mts';
import { packageSize } from './scenarios/package-size.mts';
import { sendSms } from './scenarios/send-sms.mts';
import { triggerEvents } from './scenarios/trigger-events.mts';
import { updateContacts } from './scenarios/update-contacts.mts';
import { veryMany } from './scenarios/very-many.mts';
import { wholeReport } from './scenarios/whole-report.mts';

/** What is measured, under the letter that it has in RESULTS.md; (a) measures (d) as well. */
export const scenarios: Record<string, Scenario> = {
	a: sendSms,
	b: latency,
	c: wholeReport,
	e: manyRecipients,
	f: triggerEvents,
	g: packageSize,
	h: veryMany,
	i: createContacts,
	j: updateContacts,
	k: distantReport,
	l: busyCreating,
};
