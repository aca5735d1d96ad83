import { isIPv6 } from 'node:net';

/** How a URL names what listens on this address of LAB_HOST; what listens on all of them is asked on loopback. */
export function askedAt(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}
