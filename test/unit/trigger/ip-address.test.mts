import { BlockList, isIPv6 } from 'node:net';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findUnreadable, isAllowed } from '../../../nodes/CinnoxTrigger/ipAddress.ts';

describe('isAllowed', () => {
	it.each<[string, string[], boolean]>([
		['203.0.113.7', ['203.0.113.7'], true],
		['203.0.113.8', ['203.0.113.7'], false],
		['203.0.113.8', ['203.0.113.0/24'], true],
		['203.0.114.8', ['203.0.113.0/24'], false],
		['203.0.113.8', ['10.0.0.0/8', '203.0.113.8/32'], true],
		['1.2.3.4', ['0.0.0.0/0'], true],
		['::ffff:203.0.113.7', ['203.0.113.0/24'], true],
		['::ffff:cb00:7107', ['203.0.113.7'], true],
		['203.0.113.7', ['::ffff:203.0.113.0/120'], true],
		['2001:db8::1', ['2001:db8::/32'], true],
		['2001:db9::1', ['2001:db8::/32'], false],
		['2001:0DB8:0:0::0:1', ['2001:db8::1'], true],
		['::1', ['::1'], true],
		['::1', ['0.0.0.0/0'], false],
		['fe80::1%eth0', ['fe80::/10'], true],
		['1.2.3.4', ['::/0'], false],
		['1.2.3.4', [], false],
	])('%s in %j: %s', (address, list, expected) => {
		expect(isAllowed(address, list)).toBe(expected);
	});

	it.each([
		'',
		'ten',
		'1.2.3',
		'1.2.3.256',
		'1.2.3.4/33',
		'1.2.3.4/-1',
		'1.2.3.4/x',
		'1.2.3.4/8/8',
		':::',
		'1::2::3',
		'12345::',
		'::1/129',
	])('lets nobody in by the unreadable entry "%s", and reports it', (entry) => {
		expect(isAllowed('1.2.3.4', [entry])).toBe(false);
		expect(findUnreadable([entry])).toEqual([entry]);
	});

	it.each([undefined, '', 'unknown', '1.2.3'])('does not let the address "%s" in', (address) => {
		expect(isAllowed(address, ['0.0.0.0/0', '::/0'])).toBe(false);
	});

	it("agrees with Node's own BlockList", () => {
		const v4 = fc.ipV4();
		const v6 = fc.ipV6().filter((text) => isIPv6(text));
		const pair = fc.oneof(
			fc.tuple(v4, v4, fc.integer({ min: 0, max: 32 })),
			fc.tuple(v6, v6, fc.integer({ min: 0, max: 128 })),
		);
		fc.assert(
			fc.property(pair, fc.boolean(), ([address, other, prefix], near) => {
				const network = near ? address : other;
				const family = isIPv6(network) ? 'ipv6' : 'ipv4';
				// Mapped addresses are IPv4 for us and IPv6 for BlockList.
				fc.pre(!/^(::|0:0:0:0:0:)ffff:/i.test(address) && !/^(::|0:0:0:0:0:)ffff:/i.test(network));
				const reference = new BlockList();
				reference.addSubnet(network, prefix, family);
				expect(isAllowed(address, [`${network}/${prefix}`])).toBe(reference.check(address, family));
			}),
			{ numRuns: 2_000 },
		);
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.string(), fc.array(fc.string()), (address, list) => {
				isAllowed(address, list);
				findUnreadable(list);
			}),
		);
	});
});
