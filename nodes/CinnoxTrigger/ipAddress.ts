/** An address as a number of 32 or 128 bits. */
interface Address {
	bits: 32 | 128;
	value: bigint;
}

/**
 * Whether an address is in a list of addresses and ranges (CIDR), IPv4 and IPv6.
 *
 * Node's own net.BlockList would do, but community nodes may import nothing but node:crypto.
 *
 * @param address as the request shows it; an IPv4 address may be written as IPv6 (::ffff:192.0.2.1)
 * @returns false also for an entry that can't be read: a typing slip must not open the door
 */
export function isAllowed(address: string | undefined, list: string[]): boolean {
	const own = readAddress(address ?? '');
	if (own === undefined) return false;
	return list.some((entry) => {
		const [text, length, ...rest] = entry.trim().split('/');
		const network = readAddress(text);
		if (network === undefined || rest.length > 0 || network.bits !== own.bits) return false;
		const mapped = network.bits === 32 && text.includes(':') ? 96 : 0;
		const prefix = length === undefined ? network.bits : toPrefix(length) - mapped;
		if (!(prefix >= 0 && prefix <= network.bits)) return false;
		const shift = BigInt(network.bits - prefix);
		return own.value >> shift === network.value >> shift;
	});
}

/** Entries of a list that are no address and no range. */
export function findUnreadable(list: string[]): string[] {
	return list.filter((entry) => {
		const [text] = entry.trim().split('/');
		return !isAllowed(text, [entry]);
	});
}

function toPrefix(text: string): number {
	return /^\d{1,3}$/.test(text) ? Number(text) : NaN;
}

function readAddress(text: string): Address | undefined {
	const [written] = text.trim().split('%', 1);
	return written.includes(':') ? readIpv6(written) : readIpv4(written);
}

function readIpv4(text: string): Address | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	if (parts === undefined || parts.some((part) => part > 255)) return undefined;
	return { bits: 32, value: join(parts, 8) };
}

function readIpv6(text: string): Address | undefined {
	// The last two groups may be written as IPv4.
	const tail = /^(.*:)([\d.]+)$/.exec(text);
	let groups = text;
	if (tail !== null && tail[2].includes('.')) {
		const ipv4 = readIpv4(tail[2]);
		if (ipv4 === undefined) return undefined;
		groups = `${tail[1]}${(ipv4.value >> 16n).toString(16)}:${(ipv4.value & 0xffffn).toString(16)}`;
	}
	const halves = groups.split('::');
	if (halves.length > 2) return undefined;
	const [head, rest] = halves.map((half) => (half === '' ? [] : half.split(':')));
	const missing = 8 - head.length - (rest?.length ?? 0);
	if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
	const all = rest === undefined ? head : [...head, ...Array<string>(missing).fill('0'), ...rest];
	if (!all.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
	const value = join(
		all.map((group) => parseInt(group, 16)),
		16,
	);
	// ::ffff:0:0/96 is IPv4 in the form that a server listening on both sees.
	if (value >> 32n === 0xffffn) return { bits: 32, value: value & 0xffff_ffffn };
	return { bits: 128, value };
}

function join(parts: number[], bits: number): bigint {
	return parts.reduce((value, part) => (value << BigInt(bits)) | BigInt(part), 0n);
}
