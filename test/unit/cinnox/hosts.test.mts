import { expect, it } from 'vitest';

import { isPrivateHost } from '../../../nodes/Cinnox/transport/hosts.ts';

it.each([
	'localhost',
	'LOCALHOST.',
	'127.0.0.1',
	'10.1.2.3',
	'192.168.1.5',
	'172.16.0.1',
	'172.31.255.255',
	'169.254.1.1',
	'0.0.0.0',
	'[::1]',
	'[::]',
	'[fd00::1]',
	'[fe80::1]',
	'[::ffff:7f00:1]',
	'[::ffff:a00:1]',
	'[::ffff:c0a8:1]',
	'n8n',
	'n8n.local',
	'my.n8n.internal',
])('%s can not be reached from the internet', (host) => {
	expect(isPrivateHost(host)).toBe(true);
});

it.each([
	'n8n.example.com',
	'8.8.8.8',
	'172.32.0.1',
	'172.15.0.1',
	'11.0.0.1',
	'localhost.example.com',
	'10.example.com',
	'[2001:db8::1]',
	'[2606:4700::1111]',
])('%s may be', (host) => {
	expect(isPrivateHost(host)).toBe(false);
});
