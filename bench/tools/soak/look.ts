import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isOfStore } from '../../../common/store/inspector.ts';
import { readProcesses } from '../../measure/proc.ts';
import { sumTrees } from '../../measure/process-tree.ts';

/** Memory of each process tree in MiB and the open handles of its root, by name; null for what does not run just now. */
export interface ProcessLook {
  memoryMiB: number | null;
  handles: number | null;
}

export function lookAtProcesses(pids: ReadonlyMap<string, number | null>): Map<string, ProcessLook> {
  const trees = sumTrees(readProcesses(), pids);
  return new Map(
    [...pids].map(([name, pid]) => {
      const tree = trees.get(name);
      return [name, { memoryMiB: tree?.root ? tree.rssMiB : null, handles: pid === null ? null : handlesOf(pid) }];
    }),
  );
}

function handlesOf(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return null; // it ended, or is somebody else's
  }
}

/** What lies in these folders: how many files, bytes on the disk, and of that logs and stores of services. */
export interface FolderLook {
  files: number;
  bytes: number;
  logBytes: number;
  storeBytes: number;
}

export function lookAtFolders(folders: readonly string[]): FolderLook {
  const look = { files: 0, bytes: 0, logBytes: 0, storeBytes: 0 };
  for (const folder of folders) {
    for (const entry of entriesOf(folder)) {
      const size = sizeOf(entry);
      if (size === null) continue;
      look.files++;
      look.bytes += size;
      if (entry.endsWith('.log') && !/\d{20}\.log$/.test(entry)) look.logBytes += size; // segments of a log are data
      if (isOfStore(entry)) look.storeBytes += size;
    }
  }
  return look;
}

function entriesOf(folder: string): string[] {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    return found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    return []; // a folder of the broker vanished meanwhile
  }
}

function sizeOf(path: string): number | null {
  try {
    return statSync(path).blocks * 512;
  } catch {
    return null;
  }
}
