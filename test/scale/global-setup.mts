import type { TestProject } from 'vitest/node';

import packOnce from '../n8n/global-setup.mts';
import { findPrograms, type Programs } from './services.mts';

declare module 'vitest' {
	interface ProvidedContext {
		/** Redis and PostgreSQL, or why they can't be had. */
		programs: Programs | string;
	}
}

/** Finds or installs Redis and PostgreSQL, and everything that a real n8n needs. */
export default async function setup(project: TestProject): Promise<() => void> {
	const programs = findPrograms((step) => console.log(`scale: ${step} ...`));
	project.provide('programs', programs);
	return typeof programs === 'string' ? () => {} : await packOnce(project);
}
