import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Broker } from '../brokers/broker.ts';
import type { Lab } from '../process/lab.ts';
import type { Session } from '../process/session.ts';
import type { SoakSeries } from './judge-soak.ts';
import { type FolderLook, lookAtFolders, lookAtProcesses } from './look.ts';

/** Looks at a lab once a period. `take` gives one line for the person who watches. */
export function watchLab(session: Session, lab: Lab, broker: Broker | null) {
  const { mode } = lab;
  const memory = new Map<string, (number | null)[]>();
  const handles = new Map<string, (number | null)[]>();
  const folders: FolderLook[] = [];

  /** Stores and logs of the services, and what the broker keeps beside them. */
  const places = () => {
    const beside = readdirSync(session.folder).filter((name) => name.startsWith(`${mode.broker}-`));
    return [lab.running.dataFolder, ...beside.map((name) => join(session.folder, name))];
  };
  const pids = () =>
    new Map<string, number | null>([
      ...mode.services.map(({ role }) => [role, lab.service(role).pid] as const),
      ...(broker?.owned ? [[mode.broker, broker.pid()] as const] : []),
    ]);
  const noted = (map: Map<string, (number | null)[]>, name: string, value: number | null) => {
    map.set(name, [...(map.get(name) ?? []), value]);
    return value;
  };

  return {
    first: lookAtFolders(places()),
    take(): string {
      const seen = [...lookAtProcesses(pids())].map(([name, { memoryMiB, handles: open }]) => {
        noted(memory, name, memoryMiB);
        noted(handles, name, open);
        return memoryMiB === null ? `${name} down` : `${name} ${Math.round(memoryMiB)} MiB, ${open} handles`;
      });
      const look = lookAtFolders(places());
      folders.push(look);
      return `${seen.join('; ')}; ${look.files} files, ${Math.round(look.bytes / 2 ** 20)} MiB`;
    },
    last: (): FolderLook => folders.at(-1) ?? { files: 0, bytes: 0, logBytes: 0, storeBytes: 0 },
    series(): SoakSeries[] {
      return [
        ...[...memory].map(([of, values]) => ({ kind: 'memory-mib' as const, of, values })),
        ...[...handles].map(([of, values]) => ({ kind: 'handles' as const, of, values })),
        { kind: 'files', of: 'all', values: folders.map(({ files }) => files) },
        { kind: 'log-kib', of: 'all', values: folders.map(({ logBytes }) => Math.round(logBytes / 1024)) },
      ];
    },
  };
}
