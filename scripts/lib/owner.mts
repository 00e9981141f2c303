/**
 * Who publishes the package: owner.json is the one place to fill in, everything that names the owner
 * follows from it.
 */

/** What owner.json holds. */
export interface Owner {
	/** A person or an organisation, as npm and the licence show it. */
	name: string;
	/** Where security reports go, too. */
	email: string;
	/** Public repository on GitHub, from which GitHub Actions publish: https://github.com/<who>/<what>. */
	repository: string;
}

const REPOSITORY = /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/;
const RESERVED_MAIL = /@(?:.*\.)?example\.(?:com|net|org)$|\.(?:example|invalid|test)$/i;

/** What an owner still has to fill in; nothing once it can be published. */
export function placeholdersIn({ name, email, repository }: Owner): string[] {
	return [
		...(name.trim() === '' || name === 'OWNER' ? ['"name" is a placeholder'] : []),
		...(RESERVED_MAIL.test(email) || !/^\S+@\S+\.\S+$/.test(email)
			? ['"email" is no mail address that is read']
			: []),
		...(repository.includes('/OWNER/') ? ['"repository" is a placeholder'] : []),
		...(REPOSITORY.test(repository)
			? []
			: ['"repository" is not of the form https://github.com/<who>/<what>']),
	];
}

/**
 * The files that name another owner than owner.json.
 *
 * @param read the text of a file of the repository
 */
export function outdatedMentions(owner: Owner, read: (file: string) => string): string[] {
	return MENTIONS.map(({ file, write }) => [file, write(read(file), owner) !== read(file)] as const)
		.filter(([, isOutdated]) => isOutdated)
		.map(([file]) => file);
}

/** A file that names the owner, and what it has to say. */
interface Mention {
	file: string;
	/** The same text with the owner in it. */
	write: (text: string, owner: Owner) => string;
}

/** The lines with which somebody fetches the source. */
function writeClone(text: string, { repository }: Owner): string {
	const folder = repository.split('/').at(-1) ?? '';
	return text
		.replace(/^git clone \S+$/m, `git clone ${repository}.git`)
		.replace(/^cd \S+$/m, `cd ${folder}`);
}

/** The pages of README.md that n8n links to. */
function writePages(text: string, { repository }: Owner): string {
	return text.replace(/https:\/\/github\.com\/[\w.-]+\/[\w.-]+#/g, () => `${repository}#`);
}

/** Everything that names the owner. */
export const MENTIONS: readonly Mention[] = [
	{
		file: 'package.json',
		write: (text, { name, email, repository }) => {
			const manifest = JSON.parse(text) as Record<string, unknown>;
			Object.assign(manifest, {
				homepage: `${repository}#readme`,
				bugs: { url: `${repository}/issues` },
				author: { name, email },
				repository: { type: 'git', url: `git+${repository}.git` },
			});
			return `${JSON.stringify(manifest, null, '\t')}\n`;
		},
	},
	{
		file: 'LICENSE',
		write: (text, { name }) => text.replace(/^(Copyright \(c\) \d+) .*$/m, `$1 ${name}`),
	},
	{ file: 'README.md', write: writeClone },
	{ file: 'CONTRIBUTING.md', write: writeClone },
	{
		file: 'SECURITY.md',
		write: (text, { email, repository }) =>
			text
				.replace(/https:\/\/github\.com\/\S+\/security\/advisories\/new/, () => {
					return `${repository}/security/advisories/new`;
				})
				.replace(/<\S+@\S+>/, () => `<${email}>`),
	},
	{
		file: 'CODE_OF_CONDUCT.md',
		write: (text, { email }) => text.replace(/<\S+@\S+>/, () => `<${email}>`),
	},
	{
		file: '.github/ISSUE_TEMPLATE/config.yml',
		write: (text, { repository }) =>
			text.replace(/https:\/\/github\.com\/\S+\/security\/policy/, () => {
				return `${repository}/security/policy`;
			}),
	},
	...[
		'credentials/CinnoxApi.credentials.ts',
		'nodes/Cinnox/Cinnox.node.json',
		'nodes/CinnoxPollingTrigger/CinnoxPollingTrigger.node.json',
		'nodes/CinnoxTrigger/CinnoxTrigger.node.json',
	].map((file) => ({ file, write: writePages })),
];
