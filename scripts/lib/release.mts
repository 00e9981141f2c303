/** What a release changes in version numbers and in CHANGELOG.md. */

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/**
 * The version after this one.
 *
 * @param step `major`, `minor`, `patch`, or the version itself
 * @throws Error when the step is neither, or the version is not higher
 */
export function nextVersion(current: string, step: string): string {
	const [major, minor, patch] = partsOf(current);
	const steps: Record<string, string> = {
		major: `${major + 1}.0.0`,
		minor: `${major}.${minor + 1}.0`,
		patch: `${major}.${minor}.${patch + 1}`,
	};
	const next = steps[step] ?? step;
	if (!VERSION.test(next)) {
		throw new Error(`"${step}" is no step: say major, minor, patch or a version like 1.2.3.`);
	}
	if (!isHigher(partsOf(next), [major, minor, patch])) {
		throw new Error(`${next} is not higher than ${current}.`);
	}
	return next;
}

function partsOf(version: string): [number, number, number] {
	const parts = VERSION.exec(version)?.slice(1).map(Number);
	if (!parts) throw new Error(`${version} is no version like 1.2.3.`);
	return parts as [number, number, number];
}

const isHigher = (a: number[], b: number[]): boolean => {
	const at = a.findIndex((part, index) => part !== b[index]);
	return at >= 0 && a[at]! > b[at]!;
};

const UNRELEASED = '## [Unreleased]';

/** What has changed since the last release, without its heading. */
export function unreleasedChanges(changelog: string): string {
	const begin = changelog.indexOf(UNRELEASED);
	if (begin < 0) throw new Error(`CHANGELOG.md has no "${UNRELEASED}".`);
	const rest = changelog.slice(begin + UNRELEASED.length);
	const end = rest.search(/^## \[|^\[[^\]]+\]: /m);
	return rest.slice(0, end < 0 ? undefined : end).trim();
}

/**
 * The change log with what was unreleased under the new version, and links to compare them.
 *
 * @param date as 2026-11-28
 * @param repository without a slash at its end
 * @throws Error when nothing is unreleased
 */
export function releaseChangelog(
	changelog: string,
	release: { version: string; previous: string; date: string; repository: string },
): string {
	const { version, previous, date, repository } = release;
	if (unreleasedChanges(changelog) === '') {
		throw new Error('CHANGELOG.md says nothing under "Unreleased": there is nothing to release.');
	}
	const text = changelog
		.replace(UNRELEASED, `${UNRELEASED}\n\n## [${version}] - ${date}`)
		.replace(/^\[Unreleased\]: .*\n?/m, '')
		.trimEnd();
	const hasLinks = /^\[[^\]]+\]: /m.test(text);
	const isFirst = !changelog.includes(`## [${previous}]`);
	const from = isFirst
		? `${repository}/releases/tag/v${version}`
		: `${repository}/compare/v${previous}...v${version}`;
	const links = [
		`[Unreleased]: ${repository}/compare/v${version}...HEAD`,
		`[${version}]: ${from}`,
	].join('\n');
	if (!hasLinks) return `${text}\n\n${links}\n`;
	return `${text.replace(/^\[[^\]]+\]: /m, (first) => `${links}\n${first}`)}\n`;
}
