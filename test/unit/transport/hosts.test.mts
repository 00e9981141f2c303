import { describe, expect, test } from 'vitest';

import { isPrivateHost } from '../../../nodes/transport/hosts.ts';

const hostOf = (address: string) => new URL(`http://${address}/`).hostname;

describe('isPrivateHost', () => {
	test.each([
		'127.0.0.1',
		'127.255.255.254',
		'0.0.0.0',
		'0.1.2.3',
		'10.0.0.0',
		'10.255.255.255',
		'100.64.0.1',
		'100.127.255.255',
		'169.254.169.254',
		'172.16.0.0',
		'172.31.255.255',
		'192.0.0.8',
		'192.168.1.1',
		'198.18.0.1',
		'198.19.255.255',
		'224.0.0.1',
		'255.255.255.255',
	])('is true for %s', (address) => {
		expect(isPrivateHost(hostOf(address))).toBe(true);
	});

	test.each([
		['2130706433', 'decimal'],
		['0x7f000001', 'hexadecimal'],
		['017700000001', 'octal'],
		['127.1', 'shortened'],
		['0x7f.0.0.1', 'mixed'],
		['127.0.0.1.', 'with a dot at its end'],
		['１２７.０.０.１', 'in full-width digits'],
	])('is true for %s, which is %s', (address) => {
		expect(isPrivateHost(hostOf(address))).toBe(true);
	});

	test.each([
		'[::]',
		'[::1]',
		'[0:0:0:0:0:0:0:1]',
		'[fc00::1]',
		'[fdff:ffff::1]',
		'[fe80::1]',
		'[febf::1]',
		'[fec0::1]',
		'[ff02::1]',
		'[::ffff:127.0.0.1]',
		'[::ffff:7f00:1]',
		'[::ffff:192.168.0.1]',
		'[::127.0.0.1]',
		'[64:ff9b::10.0.0.1]',
		'[64:ff9b:1::1]',
		'[2002:7f00:1::]',
		'[2002:c0a8:101::1]',
		'[2001:0:abcd::1]',
	])('is true for %s', (address) => {
		expect(isPrivateHost(hostOf(address))).toBe(true);
	});

	test.each([
		'localhost',
		'LOCALHOST',
		'localhost.',
		'files.localhost',
		'printer.local',
		'metadata.google.internal',
		'nas.home.arpa',
		'redis',
		'localhost.localdomain',
		'redis.default.svc',
		'redis.default.svc.cluster.local',
		'wiki.corp',
		'wiki.intranet.',
		'127.0.0.1.nip.io',
		'app.localtest.me',
	])('is true for the name %s', (name) => {
		expect(isPrivateHost(hostOf(name))).toBe(true);
	});

	test.each([
		'1.1.1.1',
		'9.255.255.255',
		'11.0.0.0',
		'100.63.255.255',
		'100.128.0.0',
		'126.255.255.255',
		'128.0.0.0',
		'169.253.255.255',
		'169.255.0.0',
		'172.15.255.255',
		'172.32.0.0',
		'192.0.1.1',
		'192.167.255.255',
		'192.169.0.0',
		'198.17.255.255',
		'198.20.0.0',
		'223.255.255.255',
		'[2606:4700::1111]',
		'[2001:db9::1]',
		'[::ffff:8.8.8.8]',
		'[64:ff9b::8.8.8.8]',
		'[2002:808:808::1]',
		'[fe7f::1]',
		'files.example.com',
		'10.example.com',
		'local.example',
		'127.0.0.1.example.com',
		'svc.example.com',
		'notlocaltest.me',
	])('is false for %s', (address) => {
		expect(isPrivateHost(hostOf(address))).toBe(false);
	});

	test.each([
		['dots', '.'],
		['labels', 'a.'],
		['digits', '1'],
		['numbers', '1.'],
		['colons', '[:'],
		['private names', 'localhost.'],
	])('takes linear time for a megabyte of %s', (_, part) => {
		const host = part.repeat(1_000_000 / part.length);
		for (const name of [host, `${host}x`]) {
			const before = performance.now();
			expect(isPrivateHost(name)).toBe(true);
			expect(performance.now() - before).toBeLessThan(200);
		}
	});
});
