import { readdirSync, statSync, truncateSync, unlinkSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Paths below a node's data folder, with their lengths in bytes. */
export type FileLengths = ReadonlyMap<string, number>;

/** Files that a broker appends to and does not flush before it acknowledges, and what it builds again from them. */
interface Unsynced {
  appended: (path: string) => boolean;
  derived: (path: string) => boolean;
}

/**
 * Kafka leaves the flushing of partitions to the operating system (`log.flush.interval.messages` is unset), also of those in which it
 * keeps the offsets of groups; its own metadata it flushes.
 *
 * RabbitMQ flushes the log that all quorum queues share before it confirms; streams it does not flush, and neither what a classic queue
 * appends to its store (`.qs`): that is handed to the system before it is confirmed, and no more. The index beside it (`.qi`) has its full
 * length from the beginning and stays as it is: what it points to and is not in the store is dropped when the queue starts again. Messages
 * of 4 KiB and more are in a store of all queues, which is left alone: no record of the lab is as large.
 * https://github.com/rabbitmq/rabbitmq-server/blob/v4.0.5/deps/rabbit/src/rabbit_classic_queue_store_v2.erl
 */
const byKind: Record<string, Unsynced> = {
  kafka: {
    appended: (path) => path.endsWith('.log') && /-\d+$/.test(folderOf(path)) && !isMetadata(path),
    derived: (path) => /\.(?:time)?index$/.test(path) && !isMetadata(path),
  },
  rabbitmq: {
    appended: (path) =>
      (/\.(?:segment|index)$/.test(path) && path.split(sep).includes('stream')) || path.endsWith('.qs'),
    derived: () => false,
  },
};

const folderOf = (path: string): string => path.split(sep).at(-2) ?? '';
const isMetadata = (path: string): boolean => folderOf(path).startsWith('__cluster_metadata');

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** How long they are now. */
export function unsyncedFiles(kind: string, folder: string): FileLengths {
  const { appended } = byKind[kind] ?? { appended: () => false };
  const lengths = new Map<string, number>();
  for (const path of filesBelow(folder).filter(appended)) lengths.set(path, lengthOf(path));
  return lengths;
}

/** Leaves of each what it was before; one that was not there is left empty. Only while the node does not run. Tells how many bytes went. */
export function dropUnsynced(kind: string, folder: string, before: FileLengths): number {
  const { appended, derived } = byKind[kind] ?? { appended: () => false, derived: () => false };
  let bytes = 0;
  for (const path of filesBelow(folder)) {
    if (derived(path)) unlinkSync(path);
    if (!appended(path)) continue;
    const kept = Math.min(before.get(path) ?? 0, lengthOf(path));
    bytes += lengthOf(path) - kept;
    truncateSync(path, kept);
  }
  return bytes;
}

const lengthOf = (path: string): number => statSync(path).size;
