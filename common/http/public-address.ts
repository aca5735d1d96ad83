import { BlockList, isIPv6 } from 'node:net';

/** What is nobody's on the internet: IANA's registries of special-purpose addresses, and multicast. */
const special = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['2001::', 23], // protocols, Teredo among them, which carries an address of IPv4
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4 carries one too
  ['3fff::', 20],
] as const) {
  special.addSubnet(net, prefix, 'ipv6');
}
/** All that is given out of IPv6: outside of it lie loopback, local addresses, multicast, and those that carry one of IPv4. */
const unicast = new BlockList();
unicast.addSubnet('2000::', 3, 'ipv6');

/** Whether this address, as text, is one of the public internet. */
export const isPublic = (address: string): boolean =>
  isIPv6(address) ? unicast.check(address, 'ipv6') && !special.check(address, 'ipv6') : !special.check(address, 'ipv4');
