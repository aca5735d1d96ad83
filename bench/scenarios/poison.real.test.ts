import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Role } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';
import { until } from '../lab/until.ts';
import { expectAllChecksToHold, noteFault } from './judged.ts';
import { underLoad } from './under-load.ts';
import { allModes, useLab } from './with-lab.ts';

type Fed = Exclude<Role, 'analytics' | 'payments'>;
const fed: Fed[] = ['inventory', 'orders', 'notifications'];

/** In a log every group that reads the topic meets the pill; a queue has one consumer. */
const readersInLog: Record<Fed, string[]> = {
  inventory: ['analytics', 'inventory'],
  orders: ['analytics', 'notification', 'order'],
  notifications: ['analytics', 'notification', 'order'],
};
const ownReader: Record<Fed, string[]> = {
  inventory: ['inventory'],
  orders: ['order'],
  notifications: ['notification'],
};

const envelope = {
  specversion: '1.0',
  source: 'somebody',
  time: '2026-01-31T12:00:00Z',
  datacontenttype: 'application/json',
  correlationid: 'x',
};

/** What a broken producer may send, and the status that REST refuses it with. */
const pills: [what: string, status: 400 | 413, bytes: (id: string) => string | Uint8Array][] = [
  ['not JSON', 400, () => '{"specversion":'],
  ['not UTF-8', 400, () => new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['nothing', 400, () => ''],
  ['of an unknown type', 400, (id) => JSON.stringify({ ...envelope, id, type: 'OrderTeleported', data: {} })],
  ['without its data', 400, (id) => JSON.stringify({ ...envelope, id, type: 'OrderPlaced', subject: id })],
  ['nested 5,000 levels deep', 400, () => '['.repeat(5000) + ']'.repeat(5000)],
  ['oversized', 413, (id) => JSON.stringify({ ...envelope, id, type: 'OrderPlaced', data: 'x'.repeat(200_000) })],
];

describe.each(allModes)('messages that cannot be handled, in $name', (mode) => {
  const testLab = useLab(mode);

  test('are set aside with their reason, or refused, while good orders keep flowing', async () => {
    const { lab, shop } = testLab();
    const { recorder } = shop;
    const sent: { id: string; role: Fed; what: string }[] = [];
    const load = { ratePerSecond: 40, seconds: 5, seed: 3 };
    const { result, operations } = await underLoad(testLab(), load, async () => {
      await setTimeout(1000);
      for (const [what, status, bytes] of pills) {
        for (const role of fed) {
          const id = randomUUID();
          recorder.note('poison', 'invoke', id, { pill: what });
          await lab.operator.inject(role, Buffer.from(bytes(id)), id);
          if (mode.answer === 'outcome') recorder.note('poison', 'fail', id, { status, error: `http-${status}` });
          else recorder.note('poison', 'ok', id, null);
          sent.push({ id, role, what });
        }
      }
      noteFault(testLab(), 'poison', `${sent.length} pills delivered`);
    });

    expect(result.counts.accepted).toBe(result.counts.sent);
    const expected = sent.flatMap(({ id, role }) => readers(role).map((reader) => `${id} by ${reader}`)).toSorted();
    const parked = await until('every pill is parked', async () => {
      const all = await lab.operator.parked();
      return all.length >= expected.length && all;
    });
    expect(parked.map(({ messageId, consumer }) => `${messageId} by ${serviceOf(consumer)}`).toSorted()).toEqual(
      expected,
    );
    for (const { reason } of parked) expect(reason).toMatch(/^unreadable: ./);
    const counted = mode.services.map(({ role }) => readGauge(lab.urls[role], 'messages_parked_total'));
    expect((await Promise.all(counted)).reduce((sum, count) => sum + count, 0)).toBe(expected.length);
    await expectAllChecksToHold(testLab(), 'poison', operations);
  });

  function readers(role: Fed): string[] {
    if (mode.medium.kind === 'calls') return []; // refused at once with a 4xx: there is nothing to set aside
    return (mode.medium.kind === 'log' ? readersInLog : ownReader)[role];
  }
});

const serviceOf = (consumer: string) => /(\w+)-service$/.exec(consumer)?.[1] ?? consumer;
