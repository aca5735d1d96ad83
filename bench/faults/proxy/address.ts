import { brokerKinds } from '../../brokers/brokers.ts';
import type { Target } from './link-proxy.ts';

const LOOPBACK = '127.0.0.1';
const usual: Record<string, number> = Object.assign({ 'http:': 80 }, ...brokerKinds.map((kind) => kind.usualPorts));

/** Host and port of `http://host:port`, `scheme://user:password@host:port` or `host:port[,host:port]` (the first). */
export function targetOf(address: string): Target {
  const plain = !address.includes('://');
  const { hostname, port, protocol } = new URL(plain ? `tcp://${address.split(',')[0]}` : address);
  const number = port === '' ? usual[protocol] : Number(port);
  if (!hostname || !number) throw new Error(`expected an address with host and port, got one with ${protocol}`);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: number };
}

/** The same address with a loopback port in the place of its own host and port. */
export function addressVia(address: string, port: number): string {
  if (!address.includes('://')) return `${LOOPBACK}:${port}`;
  const url = new URL(address);
  url.host = `${LOOPBACK}:${port}`;
  return url.href.replace(/\/$/, address.endsWith('/') ? '/' : '');
}
