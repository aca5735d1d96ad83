import { Resolver, lookup as systemLookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';

export const resolvePolicy = {
  /** Of the first question to a server; the second may take twice as long. */
  timeoutMs: 1000,
  tries: 2,
  /** So many names at once; whoever comes then is refused. As many as there are answers under way at once. */
  atOnce: 64,
  hostsFile: '/etc/hosts',
  /** `host:port` each; null: those of the machine. */
  servers: null as string[] | null,
};

let underWay = 0;

/**
 * All addresses of a name that a stranger chose, those of IPv4 first. Rejects when there are none, none can be found out, or the
 * signal is given: then nothing more is asked.
 *
 *   in the hosts file, or localhost ─▶ the system says (it looks no further)
 *   anything else ─▶ DNS, asked here
 *
 * Not by the system throughout: what it looks up cannot be cancelled, it looks up two names at once, and all others of this
 * process, the broker's too, wait behind them. Its search domains are not tried: a name is meant as it is.
 */
export async function resolveName(name: string, signal?: AbortSignal): Promise<string[]> {
  if (underWay >= resolvePolicy.atOnce) throw new Error('Too many names are being looked up.');
  underWay++;
  try {
    return (await isLocal(name)) ? await bySystem(name) : await byDns(name, signal);
  } finally {
    underWay--;
  }
}

const bySystem = async (name: string): Promise<string[]> =>
  (await systemLookup(name, { all: true })).map(({ address }) => address);

async function byDns(name: string, signal: AbortSignal | undefined): Promise<string[]> {
  signal?.throwIfAborted();
  const { timeoutMs: timeout, tries, servers } = resolvePolicy;
  const resolver = new Resolver({ timeout, tries });
  if (servers) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const addresses = found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const [failed] = found.filter((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && failed) throw failed.reason;
    return addresses;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

async function isLocal(name: string): Promise<boolean> {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  if (wanted === 'localhost') return true;
  const lines = (await readFile(resolvePolicy.hostsFile, 'utf8').catch(() => '')).split('\n');
  return lines.some((line) => line.replace(/#.*/, '').toLowerCase().trim().split(/\s+/).slice(1).includes(wanted));
}
