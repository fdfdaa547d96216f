import { BlockList, isIP } from 'node:net';

/** The ranges of IPv4 that are not public, by their registry (RFC 6890), and the address at which Azure serves its machines. */
const BLOCKED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** The only public range of IPv6. Mapped and translated addresses of IPv4, and private, link-local and multicast ones are outside of it. */
const PUBLIC_IPV6 = ['2000::/3'];

/** The ranges in it that are not public: tunnels, which lead to an IPv4 address within them, and examples. */
const BLOCKED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Creates a list of ranges. Each version has its own: a range of mapped addresses would match every IPv4 address, too. */
function createBlockList(version: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), version);
  }
  return list;
}

const blockedIpv4 = createBlockList('ipv4', BLOCKED_IPV4);
const publicIpv6 = createBlockList('ipv6', PUBLIC_IPV6);
const blockedIpv6 = createBlockList('ipv6', BLOCKED_IPV6);

/** Returns whether an IP address may not be called (R88): one that is not public, or no IP address at all. */
export function isBlockedAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return blockedIpv4.check(address, 'ipv4');
  // A zone, as in fe80::1%eth0, is of a link only.
  if (version !== 6 || address.includes('%')) return true;
  return !publicIpv6.check(address, 'ipv6') || blockedIpv6.check(address, 'ipv6');
}
