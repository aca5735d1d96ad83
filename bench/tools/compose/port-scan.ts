import { execa } from 'execa';
import type { Stack } from '../../lab/containers/stack.ts';
import { listening } from '../../lab/left-behind.ts';
import { until } from '../../lab/until.ts';
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
 * port where the kernel tells, otherwise at those that matter. Listeners of processes that are not the engine's, and ports
 * of containers of other projects, are somebody else's.
 */
export async function openedBesides(expected: number[], before: Before, project: string): Promise<string[]> {
  const others = await publishedByOthers(project);
  const opened = (await listening(sensitive))
    .filter((port) => !before.sensitive.includes(port))
    .map((port) => `127.0.0.1:${port}`);
  const now = hostListeners();
  if (!now || !before.listeners) return opened;
  const known = new Set(before.listeners.map(({ address, port }) => `${address}:${port}`));
  const more = now.filter(({ address, port, owner }) => {
    if (known.has(`${address}:${port}`)) return false;
    if (owner !== null && owner !== 'docker-proxy' && owner !== 'dockerd') return false;
    return !others.has(port) && !(address === '127.0.0.1' && expected.includes(port));
  });
  return [...opened, ...more.map(({ address, port, owner }) => `${address}:${port} (${owner ?? 'owner unknown'})`)];
}

/** Throws with what a stack opened besides these ports of 127.0.0.1. Resolves with how many it published. */
export async function expectOnlyOpen(stack: Stack, ports: number[], before: Before): Promise<string> {
  const published = (await stack.containers()).flatMap((container) => container.published);
  const wanted = ports.map((port) => `127.0.0.1:${port}`);
  const strange = published.filter((address) => !wanted.includes(address));
  // Whoever else works on this machine opens ports for a moment, too; a published one stays.
  await until(
    'nothing else is open',
    async () => {
      const more = [...(await openedBesides(ports, before, stack.project)), ...strange];
      if (more.length > 0) throw new Error(`open besides: ${more.join(', ')}`);
      return true;
    },
    5000,
  );
  return `${published.length} ports`;
}

interface Inspected {
  Config: { Labels: Record<string, string> };
  NetworkSettings: { Ports: Record<string, { HostPort: string }[] | null> };
}

/** Ports of this machine that the engine opened for containers of other projects, or of none. */
async function publishedByOthers(project: string): Promise<Set<number>> {
  const ids = (await execa('docker', ['ps', '-q'])).stdout.split('\n').filter(Boolean);
  if (ids.length === 0) return new Set();
  const { stdout } = await execa('docker', ['inspect', ...ids], { reject: false }); // one may have ended meanwhile
  const others = (JSON.parse(stdout) as Inspected[]).filter(
    ({ Config }) => Config.Labels['com.docker.compose.project'] !== project,
  );
  const bindings = others.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Ports).flat());
  return new Set(bindings.flatMap((binding) => (binding ? [Number(binding.HostPort)] : [])));
}
