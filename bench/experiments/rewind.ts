import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogPosition, Role } from '../../common/mode.ts';
import { readGauge } from '../../common/service/metrics-reader.ts';
import type { Lab } from '../process/lab.ts';
import type { ReplayEvidence } from '../report/run-file.ts';
import { finalReads } from './final-reads.ts';
import { untilQuiescent } from './quiescence.ts';
import type { Recorder } from './recorder.ts';
import { getJson } from './service-client.ts';

/**
 * `recompute`: analytics forgets what it folded and reads its topics again. `absorb`: inventory keeps its state and is
 * given every order a second time; not a row may change.
 */
export type Rewind = 'recompute' | 'absorb';

const DEADLINE_MS = 60_000;

/** Moves a consumer group back to the beginning and waits until it has read everything again. */
export async function rewind(lab: Lab, kind: Rewind, recorder: Recorder): Promise<ReplayEvidence> {
  const role: Role = kind === 'recompute' ? 'analytics' : 'inventory';
  const { operator, running } = lab;
  const offsetsOf = (positions: LogPosition[]) => offsetsIn(positions, role, running.namespace);
  if (!operator.rewind || !operator.positions) throw new Error(`${lab.mode.name} cannot rewind.`);
  const { group } = offsetsOf(await operator.positions());

  const before = await take('before');
  const offsetsBefore = offsetsOf(await operator.positions());
  await running.stop(role);
  if (kind === 'recompute') {
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(running.dataFolder, `${role}.sqlite${ending}`), { force: true });
  }
  const atReset = offsetsOf(await operator.rewind(role));
  const began = performance.now();
  await running.start(role);
  const moving = await untilQuiescent(lab, DEADLINE_MS);
  const seconds = (performance.now() - began) / 1000;
  const after = await take('after');
  const offsetsAfter = offsetsOf(await operator.positions());
  if (moving.length > 0) recorder.note('digest', 'info', 'after', { error: moving.join('; ') });

  return {
    what:
      kind === 'recompute'
        ? 'analytics forgets its state and folds its topics again'
        : 'inventory is given every order a second time and keeps its state',
    from: `group ${group}, earliest offset of every partition`,
    records: offsetsBefore.read - atReset.read,
    seconds: Math.round(seconds * 100) / 100,
    offsetsBefore: offsetsBefore.byPartition,
    offsetsAtReset: atReset.byPartition,
    offsetsAfter: offsetsAfter.byPartition,
    digestBefore: before.digest,
    digestAfter: after.digest,
    rowsBefore: before.rows,
    rowsAfter: after.rows,
    duplicatesIgnored: after.ignored - (kind === 'recompute' ? 0 : before.ignored),
  };

  /** Digest of the state, and the rows of every table that a replay must leave alone. */
  async function take(key: 'before' | 'after') {
    const { orders, movements, notifications, products } = await finalReads(lab, [], []);
    const state =
      kind === 'recompute'
        ? (await getJson<{ digest: string }>(`${lab.urls['analytics']}/metrics.json`)).digest
        : digestOf([orders, products, movements]);
    const told = digestOf(notifications.map(({ notificationId }) => notificationId));
    recorder.note('digest', 'ok', key, { state, notifications: told });
    return {
      digest: state,
      rows: { orders: orders.length, movements: movements.length, notifications: notifications.length },
      ignored: await readGauge(lab.urls[role], 'messages_duplicate_total'),
    };
  }
}

const digestOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

function offsetsIn(positions: LogPosition[], role: Role, namespace: string) {
  const plain = (name: string) => name.slice(namespace.length);
  const own = positions.filter(({ group }) => plain(group) === `${role}-service`);
  const byPartition = own.map(({ topic, partition, committed }) => [
    `${plain(topic)}/${partition}`,
    committed === null ? 'none' : String(committed),
  ]);
  return {
    group: `${role}-service`,
    byPartition: Object.fromEntries(byPartition) as Record<string, string>,
    read: own.reduce((sum, { committed, low }) => sum + (committed ?? low), 0),
  };
}
