import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Lays a packed package out in a user folder as n8n's own "Install community node" does: unpacked
 * without its first folder, without development and peer dependencies, entered in the ledger.
 */
export function installCommunityPackage(userFolder: string, tarball: string): void {
	const nodesFolder = path.join(userFolder, '.n8n/nodes');
	const staging = path.join(nodesFolder, '.staging');
	rmSync(staging, { recursive: true, force: true });
	mkdirSync(staging, { recursive: true });
	execFileSync('tar', ['-xzf', path.resolve(tarball), '-C', staging, '--strip-components=1']);
	const manifestFile = path.join(staging, 'package.json');
	const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, unknown> & {
		name: string;
		version: string;
	};
	for (const key of ['devDependencies', 'peerDependencies', 'optionalDependencies']) {
		delete manifest[key];
	}
	writeFileSync(manifestFile, JSON.stringify(manifest, null, 2));
	const target = path.join(nodesFolder, 'node_modules', manifest.name);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(path.dirname(target), { recursive: true });
	renameSync(staging, target);
	const ledger = {
		name: 'installed-nodes',
		private: true,
		dependencies: { [manifest.name]: manifest.version },
	};
	writeFileSync(path.join(nodesFolder, 'package.json'), JSON.stringify(ledger, null, 2));
}

/** Enters unpacked packages in n8n's database, so that Settings > Community nodes shows them. */
export function registerCommunityPackages(userFolder: string): void {
	const nodesFolder = path.join(userFolder, '.n8n/nodes');
	const ledgerFile = path.join(nodesFolder, 'package.json');
	if (!existsSync(ledgerFile)) return;
	const { dependencies } = JSON.parse(readFileSync(ledgerFile, 'utf8')) as {
		dependencies: Record<string, string>;
	};
	const database = new DatabaseSync(path.join(userFolder, '.n8n/database.sqlite'), {
		timeout: 10_000, // n8n has it open too
	});
	try {
		for (const [name, version] of Object.entries(dependencies)) {
			const folder = path.join(nodesFolder, 'node_modules', name);
			const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
				author?: { name?: string; email?: string };
				n8n: { nodes: string[] };
			};
			database
				.prepare(
					'INSERT OR REPLACE INTO installed_packages' +
						' (packageName, installedVersion, authorName, authorEmail) VALUES (?, ?, ?, ?)',
				)
				.run(name, version, manifest.author?.name ?? null, manifest.author?.email ?? null);
			for (const file of manifest.n8n.nodes) {
				const node = path.basename(file, '.node.js');
				const type = `${name}.${node.charAt(0).toLowerCase()}${node.slice(1)}`;
				database
					.prepare(
						'INSERT OR REPLACE INTO installed_nodes (name, type, latestVersion, package)' +
							' VALUES (?, ?, 1, ?)',
					)
					.run(node, type, name);
			}
		}
	} finally {
		database.close();
	}
}
