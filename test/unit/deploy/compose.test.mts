import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { DCLinter } from 'dclint';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, test } from 'vitest';

import { repoRoot } from '../../../scripts/lib/paths.mts';

const folder = path.join(repoRoot, 'deploy');
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
const json = (file: string) =>
	JSON.parse(readFileSync(path.join(repoRoot, file), 'utf8')) as {
		version: string;
		dependencies: Record<string, string>;
	};

interface Service {
	image?: string;
	build?: object;
	command?: string;
	environment?: Record<string, string>;
	volumes?: string[];
	depends_on?: Record<string, object>;
	deploy?: { replicas: number };
}

// Compose merges with <<, which only YAML 1.1 has.
const compose = load(read('docker-compose.yml'), { schema: YAML11_SCHEMA }) as {
	services: Record<string, Service>;
	volumes: Record<string, unknown>;
};
const example = Object.fromEntries(
	read('n8n.env.example')
		.split('\n')
		.filter((line) => /^\w+=/.test(line))
		.map((line) => line.split('=', 2) as [string, string]),
);

describe('deploy/docker-compose.yml', () => {
	test('conforms to the Compose Specification', () => {
		// The rules of the linter that are about faults; those about taste are left out.
		const linter = new DCLinter({
			rules: {
				'no-duplicate-container-names': 2,
				'no-duplicate-exported-ports': 2,
				'no-version-field': 2,
				'require-quotes-in-ports': 2,
				'service-image-require-explicit-tag': 2,
			},
			quiet: false,
			debug: false,
			exclude: [],
		});
		const [result] = linter.lintFiles([path.join(folder, 'docker-compose.yml')], false);
		const faults = result!.messages.filter(({ rule }: { rule: string }) =>
			/^(invalid|no-duplicate|no-version|require-quotes-in-ports|service-image)/.test(rule),
		);

		expect(faults).toEqual([]);
	});

	test('a fault would be found', () => {
		const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
		const [result] = linter.lintFiles([path.join(import.meta.dirname, 'faulty.yml')], false);

		expect(result!.messages.map(({ rule }: { rule: string }) => rule)).toContain('invalid-schema');
	});

	test('every volume and service that is named is there', () => {
		for (const { volumes = [], depends_on = {} } of Object.values(compose.services)) {
			for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty(name);
			for (const volume of volumes) {
				const [source = ''] = volume.split(':');
				if (source.startsWith('./')) expect(readdirSync(folder)).toContain(source.slice(2));
				else expect(compose.volumes).toHaveProperty(source);
			}
		}
	});

	test('all variables are in the example, and nothing else is', () => {
		const used = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);

		expect(new Set(used)).toEqual(new Set(Object.keys(example)));
	});

	test('is the deployment that test:scale runs', () => {
		const roles = ['main', 'webhook', 'worker'].map((name) => compose.services[name]!);
		expect(roles.map(({ command }) => command!.split(' ')[0])).toEqual([
			'start',
			'webhook',
			'worker',
		]);
		expect(roles.map(({ deploy }) => deploy?.replicas ?? 1)).toEqual([1, 2, 2]);
		const tested = readFileSync(path.join(repoRoot, 'test/scale/deployment.mts'), 'utf8');
		for (const { environment } of roles) {
			for (const name of [
				'EXECUTIONS_MODE',
				'DB_TYPE',
				'N8N_DISABLE_PRODUCTION_MAIN_PROCESS',
				'OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS',
				'QUEUE_HEALTH_CHECK_ACTIVE',
				'N8N_PROXY_HOPS',
			]) {
				expect(tested).toContain(`${name}: '${environment![name]}'`);
			}
		}
	});

	test('sets only what n8n reads', () => {
		const require = createRequire(import.meta.url);
		const fromCore = createRequire(require.resolve('n8n-core'));
		const folders = [
			path.dirname(fromCore.resolve('@n8n/config')),
			path.dirname(require.resolve('n8n-core')),
		];
		const sources = folders
			.flatMap((root) =>
				readdirSync(root, { recursive: true, encoding: 'utf8' })
					.filter((file) => file.endsWith('.js'))
					.map((file) => readFileSync(path.join(root, file), 'utf8')),
			)
			.join('\n');
		// Read in n8n's own package, which this test does not install.
		const elsewhere = new Set(['OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS']);
		const unknown = Object.keys(compose.services.main!.environment!)
			.filter((name) => !elsewhere.has(name))
			.filter((name) => !sources.includes(`'${name}'`));

		expect(unknown).toEqual([]);
	});
});

describe('the versions of deploy/', () => {
	const n8n = json('test/n8n/package.json').dependencies.n8n;
	const { version } = json('package.json');

	test('are those that the tests run with', () => {
		expect(example).toMatchObject({ N8N_VERSION: n8n, CINNOX_VERSION: version });
		expect(read('Dockerfile')).toContain(`ARG N8N_VERSION=${n8n}\n`);
		expect(read('Dockerfile')).toContain(`ARG CINNOX_VERSION=${version}\n`);
	});

	test('the example holds no secret', () => {
		expect(example.N8N_ENCRYPTION_KEY).toBe('');
		expect(example.POSTGRES_PASSWORD).toBe('');
	});
});
