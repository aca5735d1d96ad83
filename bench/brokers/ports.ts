import { readFileSync } from 'node:fs';
import getPort from 'get-port';

const FIRST = 15_000;
const LAST = 31_999;
const CANDIDATES = 64;

/**
 * Ports of this address that nobody listens on now, all different. They lie below the kernel's ephemeral range: while
 * a broker is down, no outgoing connection may be given its port, nor a client's connect meet itself there.
 */
export async function loopbackPorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const [first, last] = portBand(ephemeralStart());
  const ports: number[] = [];
  while (ports.length < count) {
    const candidates = Array.from({ length: CANDIDATES }, () => first + Math.floor(Math.random() * (last - first + 1)));
    const port = await getPort({ port: candidates, host, exclude: ports });
    // getPort falls back to an ephemeral port when every candidate is taken.
    if (port < first || port > last) throw new Error(`expected a free port in ${first}-${last}, found none`);
    ports.push(port);
  }
  return ports;
}

/** First and last port to choose from, for a kernel whose ephemeral range starts at `ephemeral`. */
export function portBand(ephemeral: number): [first: number, last: number] {
  if (ephemeral > LAST) return [FIRST, LAST];
  return ephemeral > FIRST + 1000 ? [FIRST, ephemeral - 1] : [5000, Math.max(ephemeral - 1, 9999)];
}

function ephemeralStart(): number {
  try {
    const [start = ''] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/);
    return Number(start) || 32_768;
  } catch {
    return 49_152; // where IANA, macOS and Windows let it start
  }
}
