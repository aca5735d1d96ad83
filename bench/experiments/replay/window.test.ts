import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { HistorySource, LogPosition } from '../../../common/mode.ts';
import type { Lab } from '../../lab/lab.ts';
import { besideCeiling, fold } from './late-comer.ts';
import { republishLive, rewindGroup, rewindKinds } from './rewinds.ts';

/** A lab with no order in it that notes, in their order, which pages are read and what is done to its services. */
async function notingLab() {
  const noted: string[] = [];
  const empty = { products: [], movements: [], orders: [], notifications: [], next: null };
  const server = createServer(({ url = '' }, response) => {
    const [path = ''] = url.split('?');
    noted.push(path);
    response.end(path === '/metrics' ? 'messages_handled_total 5\n' : JSON.stringify({ ...empty, contentDigest: 'd' }));
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const position = { group: 'inventory', topic: 'orders', partition: 0, low: 0, end: 5 };
  const at = (committed: number) => async (): Promise<LogPosition[]> => [{ ...position, committed }];
  const note = (what: string) => async () => void noted.push(what);
  const lab = {
    mode: { medium: { kind: 'calls' }, services: [{ role: 'inventory', name: 'inventory' }] },
    urls: { orders: url, inventory: url, notifications: url, analytics: url },
    instances: [{ role: 'inventory', url }],
    running: { namespace: '', stop: note('stop'), start: note('start') },
    operator: { parked: async () => [], positions: at(5), rewind: at(0) },
  } as unknown as Lab;
  return { lab, noted };
}

const pages = (noted: readonly string[]) => noted.filter((each) => each.startsWith('/') && each !== '/metrics');

test('while live orders are timed a group is moved and reads again, and no page is read for the judge', async () => {
  const { lab, noted } = await notingLab();
  const kind = rewindKinds.find(({ role }) => role === 'inventory');
  if (!kind) throw new Error('no kind of inventory');
  const act = await rewindGroup(lab, kind, 0);
  expect(pages(noted)).toContain('/orders');
  expect(noted).not.toContain('stop');
  noted.length = 0;
  const tell = await act();
  expect(noted).toEqual(['stop', 'start', '/metrics']);
  await tell();
  expect(pages(noted)).toContain('/orders');
});

const noTruth = { orderIds: new Set<string>(), digest: '', events: [], notificationsOf: () => '' };

test('the empty handler reads when live orders are no longer timed', async () => {
  const noted: string[] = [];
  const source = {
    hands: 'rows',
    what: 'all there is',
    read: async () => {
      noted.push('read');
      return { records: 0, requests: 0, gaps: [], unreadable: [] };
    },
    drain: async () => noted.push('drained'),
  } as unknown as HistorySource;
  const tell = await fold((await notingLab()).lab, source, noTruth, null);
  expect(noted).toEqual(['read']);
  expect(await tell()).toMatchObject({ ceilingPerSecond: 2 });

  const beside = await besideCeiling(source, async () => tell);
  expect(noted).toEqual(['read', 'drained']);
  expect(await beside()).toMatchObject({ ceilingPerSecond: 4 });
});

test('what is published again and waited for has no rate: nobody timed it as it flowed', async () => {
  const { lab } = await notingLab();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  onTestFinished(() => {
    clock.mockRestore();
  });
  Object.assign(lab.operator, {
    republish: async () => {
      clock.mockReturnValue(2000);
      return 1000;
    },
    backlog: async () => [],
  });
  const act = await republishLive(lab);
  const tell = await act();
  clock.mockRestore();
  expect(await tell()).toMatchObject({ records: 1000, seconds: 2, recordsPerSecond: null, flowTimed: false });
});
