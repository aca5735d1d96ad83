import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Broker } from '../../brokers/broker.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Session } from '../../lab/session.ts';
import type { LifeSeries, SoakSeries } from './judge-soak.ts';
import type { LifeSample } from './lives.ts';
import { type FolderLook, lookAtFolders, lookAtProcesses } from './look.ts';

/** Looks at the processes of a lab at every `look`, and at its folders too at every `take`: that one gives a line to read. */
export function watchLab(session: Session, lab: Lab, broker: Broker | null) {
  const { mode } = lab;
  const start = performance.now();
  const lives: LifeSeries[] = mode.services.flatMap(({ role }) =>
    (['memory-mib', 'handles'] as const).map((kind) => ({ kind, of: role, samples: [] as LifeSample[] })),
  );
  /** Of the broker, which nobody kills here: one life for the whole run. */
  const ofBroker = { memory: [] as (number | null)[], handles: [] as (number | null)[] };
  const folders: FolderLook[] = [];

  /** Stores and logs of the services, and what the broker keeps beside them. */
  const places = () => {
    const beside = readdirSync(session.folder).filter((name) => broker && name.startsWith(`${broker.kind}-`));
    return [lab.running.dataFolder, ...beside.map((name) => join(session.folder, name))];
  };
  const pids = () =>
    new Map<string, number | null>([
      ...mode.services.map(({ role }) => [role, lab.service(role).pid] as const),
      ...(broker?.owned ? [[broker.kind, broker.pid()] as const] : []),
    ]);
  const look = () => {
    const seen = lookAtProcesses(pids());
    const atMinutes = (performance.now() - start) / 60_000;
    for (const { role } of mode.services) {
      const { memoryMiB, handles } = seen.get(role) ?? { memoryMiB: null, handles: null };
      const life = lab.service(role).ends.length;
      for (const { kind, of, samples } of lives) {
        const value = kind === 'memory-mib' ? memoryMiB : handles;
        if (of === role && value !== null) samples.push({ life, atMinutes, value });
      }
    }
    return seen;
  };

  return {
    first: lookAtFolders(places()),
    look,
    lives,
    take(): string {
      const processes = look();
      const its = broker && processes.get(broker.kind);
      if (its) ofBroker.memory.push(its.memoryMiB);
      if (its) ofBroker.handles.push(its.handles);
      const seen = [...processes].map(([name, { memoryMiB, handles }]) =>
        memoryMiB === null ? `${name} down` : `${name} ${Math.round(memoryMiB)} MiB, ${handles} handles`,
      );
      const kept = lookAtFolders(places());
      folders.push(kept);
      return `${seen.join('; ')}; ${kept.files} files, ${Math.round(kept.bytes / 2 ** 20)} MiB`;
    },
    last: (): FolderLook => folders.at(-1) ?? { files: 0, bytes: 0, logBytes: 0, storeBytes: 0 },
    series(): SoakSeries[] {
      return [
        ...(broker?.owned
          ? [
              { kind: 'memory-mib' as const, of: broker.kind, values: ofBroker.memory },
              { kind: 'handles' as const, of: broker.kind, values: ofBroker.handles },
            ]
          : []),
        { kind: 'files', of: 'all', values: folders.map(({ files }) => files) },
        { kind: 'log-kib', of: 'all', values: folders.map(({ logBytes }) => Math.round(logBytes / 1024)) },
      ];
    },
  };
}
