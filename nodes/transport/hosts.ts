import { withoutTrailing } from '../values/text';

/** IPv4 networks that are not part of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const PRIVATE_IPV4: Array<[network: string, bits: number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['224.0.0.0', 3],
];

/**
 * Names that only mean something inside a network: RFC 6761, 6762 and 8375, ICANN's `internal`, the
 * names that ICANN keeps out of the root because companies use them, and those of Kubernetes.
 */
const PRIVATE_DOMAINS = [
	'localhost',
	'localdomain',
	'local',
	'internal',
	'intranet',
	'private',
	'corp',
	'lan',
	'home',
	'home.arpa',
	'svc',
	'test',
	'invalid',
];

/** Public names that stand for whatever address is written in them, or for this machine. */
const FORWARDING_DOMAINS = ['nip.io', 'sslip.io', 'xip.io', 'localtest.me', 'lvh.me'];

/** A name is no longer (RFC 1035 2.3.4); a longer one resolves to nothing. */
const LONGEST_NAME = 253;

/**
 * Whether a host, as `URL.hostname` gives it, can be seen to lie in somebody's own network: this
 * machine, a private or link-local address in any notation, or a name that is no public one.
 *
 * `URL` has already turned decimal, hexadecimal, octal and shortened IPv4 forms into the usual one.
 * What a public-looking name resolves to can't be seen here, as a node must not import node:dns;
 * that is what n8n's own SSRF protection checks when it opens the connection.
 */
export function isPrivateHost(hostname: string): boolean {
	const host = withoutTrailing(hostname, '.').toLowerCase();
	if (host.length > LONGEST_NAME) return true;
	if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1));
	const ipv4 = toIpv4(host);
	if (ipv4 !== undefined) return isPrivateIpv4(ipv4);
	if (!host.includes('.')) return true;
	return [...PRIVATE_DOMAINS, ...FORWARDING_DOMAINS].some(
		(domain) => host === domain || host.endsWith(`.${domain}`),
	);
}

function isPrivateIpv4(address: number): boolean {
	return PRIVATE_IPV4.some(([network, bits]) => {
		const size = 2 ** (32 - bits);
		return Math.floor(address / size) === Math.floor((toIpv4(network) ?? 0) / size);
	});
}

/** The address as a number, or undefined when the text is no dotted IPv4 address. */
function toIpv4(text: string): number | undefined {
	if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
	return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** https://www.iana.org/assignments/iana-ipv6-special-registry */
function isPrivateIpv6(text: string): boolean {
	const groups = toGroups(text);
	if (groups === undefined) return true;
	const [first, second] = groups;
	const startsWith = (...prefix: number[]) => prefix.every((group, at) => groups[at] === group);
	const ipv4At = (at: number) => isPrivateIpv4(groups[at] * 65_536 + groups[at + 1]);

	// ::, ::1, ::ffff:a.b.c.d and the other forms that stand for an IPv4 address.
	if (startsWith(0, 0, 0, 0, 0, 0) || startsWith(0, 0, 0, 0, 0, 0xffff)) return ipv4At(6);
	if (startsWith(0, 0, 0, 0, 0xffff, 0)) return ipv4At(6);
	if (startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return ipv4At(6);
	if (startsWith(0x64, 0xff9b, 1)) return true;
	if (first === 0x2002) return ipv4At(1);
	// Teredo hides the address it leads to.
	if (first === 0x2001 && second === 0) return true;
	const isUniqueLocal = (first & 0xfe00) === 0xfc00;
	const isLinkOrSiteLocal = (first & 0xff80) === 0xfe80;
	const isMulticast = (first & 0xff00) === 0xff00;
	return isUniqueLocal || isLinkOrSiteLocal || isMulticast;
}

/** The eight groups of an IPv6 address as `URL` writes it, that is without dotted parts. */
function toGroups(text: string): number[] | undefined {
	const [head, tail] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
	const missing = tail === undefined ? 0 : 8 - head.length - tail.length;
	const groups = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail ?? [])].map(
		(group) => Number.parseInt(group, 16),
	);
	return groups.length === 8 && !groups.some(Number.isNaN) ? groups : undefined;
}
