import { listening } from '../scenarios/left-behind.ts';
import { hostListeners, type Listener } from './host-listeners.ts';

/** Ports that brokers, their side doors, inspectors and dashboards would have. */
const sensitive = [4369, 5672, 8080, 9090, 9092, 9093, 9229, 15672, 15692, 25672, 3000];

/** Where the host stood before a stack was started. */
export interface Before {
  listeners: Listener[] | null;
  sensitive: number[];
}

export const scanBefore = async (): Promise<Before> => ({
  listeners: hostListeners(),
  sensitive: await listening(sensitive),
});

/**
 * What a stack opened on this machine besides these ports of 127.0.0.1, in words; empty when nothing. Looks at every
 * port where the kernel tells, otherwise at those that matter. Listeners of processes that are not the engine's are
 * somebody else's.
 */
export async function openedBesides(expected: number[], before: Before): Promise<string[]> {
  const opened = (await listening(sensitive))
    .filter((port) => !before.sensitive.includes(port))
    .map((port) => `127.0.0.1:${port}`);
  const now = hostListeners();
  if (!now || !before.listeners) return opened;
  const known = new Set(before.listeners.map(({ address, port }) => `${address}:${port}`));
  const more = now.filter(({ address, port, owner }) => {
    if (known.has(`${address}:${port}`)) return false;
    if (owner !== null && owner !== 'docker-proxy' && owner !== 'dockerd') return false;
    return !(address === '127.0.0.1' && expected.includes(port));
  });
  return [...opened, ...more.map(({ address, port, owner }) => `${address}:${port} (${owner ?? 'owner unknown'})`)];
}
