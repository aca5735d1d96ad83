import type { Mode } from '../../common/mode.ts';
import type { ClusterOptions } from '../brokers/broker.ts';
import { brokerKind, isForeign } from '../brokers/brokers.ts';

const MIB = 2 ** 20;

/**
 * What clusters of the brokers of these modes will take of this machine's memory, in words; null: there is none of our own.
 * Throws when it has less: nothing has been started then.
 */
export function roomFor(
  modes: readonly Mode[],
  cluster: ClusterOptions | undefined,
  availableMiB = Math.floor(process.availableMemory() / MIB),
): string | null {
  const ours = modes.filter((mode) => !isForeign(mode)).flatMap(({ broker }) => (broker ? [broker.kind] : []));
  const own = [...new Set(ours)].map(brokerKind);
  if (!cluster || own.length === 0) return null;
  const needed = own.reduce((sum, { nodeMemoryMiB }) => sum + cluster.nodes * nodeMemoryMiB, 0);
  const what = `${cluster.nodes} nodes of ${own.map(({ name }) => name).join(' and of ')}`;
  if (needed > availableMiB) {
    throw new Error(
      `${what} need ${needed} MiB of memory, and this machine has ${availableMiB} MiB left. Leave --cluster out, or ask for fewer modes.`,
    );
  }
  return `${what}: about ${needed} MiB of memory, ${availableMiB} MiB are left.`;
}
