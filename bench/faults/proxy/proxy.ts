import type { Link, Role } from '../../../common/mode.ts';
import type { Guard } from '../../brokers/broker.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import type { Instances } from '../../lab/instances.ts';
import type { Target } from './link-proxy.ts';
import { startProxyProcess } from './proxy-orders.ts';
import { sumOfTolls, type Toll, type Toxic } from './toxic.ts';

/** A link of a mode, the one between the customers and the order service, or the one to whoever moves the money. */
export type ProxiedLink = Link | { from: 'client'; to: 'orders' } | { from: 'payments'; to: 'provider' };

export interface Proxy {
  readonly pid: number;
  /** For `startLab`: the address to use instead of the real one, where the proxy stands in between. */
  via(from: Role | 'client', to: Role | 'broker' | 'provider', address: string): string;
  add(link: ProxiedLink, owner: string, toxic: Toxic): Promise<void>;
  /** What it did so far. */
  count(link: ProxiedLink, owner: string): Promise<Toll>;
  /** Takes it away again and tells what it did. */
  remove(link: ProxiedLink, owner: string): Promise<Toll>;
  close(): Promise<void>;
}

const nameOf = ({ from, to }: { from: string; to: string }) => `${from}→${to}`;

/** Starts the TCP proxy with a listener per link, and per instance or node of whom it leads to. */
export async function startProxy(
  links: readonly ProxiedLink[],
  seed: number,
  guard: Guard,
  instances: Instances = {},
  brokerNodes = 1,
): Promise<Proxy> {
  const { pid, tell, close } = startProxyProcess(guard);
  const ports = new Map<string, number>();
  /** A listener of a link for each instance of whom it leads to, and what address each stands for. */
  const linesOf = new Map<string, string[]>();
  const pointed = new Map<string, string>();
  for (const link of links) {
    const many = link.to === 'broker' ? brokerNodes : link.to === 'provider' ? 1 : (instances[link.to] ?? 1);
    const lines = Array.from({ length: many }, (_, index) =>
      index === 0 ? nameOf(link) : `${nameOf(link)} ${index + 1}`,
    );
    for (const line of lines) ports.set(line, (await tell({ do: 'open', link: line, seed })).port ?? 0);
    linesOf.set(nameOf(link), lines);
  }
  async function tolled(what: 'count' | 'remove', link: ProxiedLink, owner: string): Promise<Toll> {
    const tolls: Toll[] = [];
    for (const line of linesOf.get(nameOf(link)) ?? [nameOf(link)]) {
      const { toll } = await tell({ do: what, link: line, owner });
      if (toll) tolls.push(toll);
    }
    return sumOfTolls(tolls);
  }

  return {
    pid,
    via(from, to, address) {
      const lines = linesOf.get(nameOf({ from, to })) ?? [];
      const line = lines.find((one) => [undefined, address].includes(pointed.get(one))) ?? lines[0];
      const port = line === undefined ? undefined : ports.get(line);
      if (line === undefined || port === undefined) return address;
      pointed.set(line, address);
      // Told before the service starts that will use it; orders are obeyed in turn.
      tell({ do: 'point', link: line, target: targetOf(address) }).catch(() => {});
      return addressVia(address, port);
    },
    async add(link, owner, toxic) {
      for (const line of linesOf.get(nameOf(link)) ?? [nameOf(link)])
        await tell({ do: 'add', link: line, owner, toxic });
    },
    count: (link, owner) => tolled('count', link, owner),
    remove: (link, owner) => tolled('remove', link, owner),
    close,
  };
}

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
