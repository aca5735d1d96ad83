import { expect, test } from 'vitest';
import type { BrokerNode, ClusterView } from '../../brokers/cluster.ts';
import { Recorder } from '../../record/recorder.ts';
import { isWhole, missing } from './node-fault.ts';

const view = (leader: string | null, inSync: string[]): ClusterView => ({
  by: '1',
  controller: '1',
  online: ['1', '2', '3'],
  copies: [
    { name: 'mine-0', leader, replicas: ['1', '2', '3'], inSync },
    { name: 'foreign-0', leader: null, replicas: ['1', '2', '3'], inSync: [] },
  ],
});

test('whole is what has a leader and all its copies, whatever becomes of others', () => {
  expect(isWhole(view('1', ['1', '2', '3']), 'mine')).toBe(true);
  expect(isWhole(view('1', ['1', '2']), 'mine')).toBe(false);
  expect(isWhole(view(null, ['1', '2', '3']), 'mine')).toBe(false);
});

test('what nobody tells of is not whole', () => {
  expect(isWhole(null, 'mine')).toBe(false);
  expect(isWhole(view('1', ['1', '2', '3']), 'unheard-of')).toBe(false);
});

/** Three nodes, of which each says what it is given to say; null: it says nothing. */
function ground(...says: (ClusterView | null)[]) {
  const nodes = ['1', '2', '3'].map((name, index) => ({ name, index, pid: () => 100 + index }) as BrokerNode);
  const cluster = { nodes, links: [], view: async (by?: BrokerNode) => says[by?.index ?? 0] ?? null };
  return { nodes, told: { kind: 'k', cluster, recorder: new Recorder('t'), prefix: 'mine' } };
}

test('a node is proved to be away by what another one says of it, whichever does', async () => {
  const { nodes, told } = ground(null, null, { ...view('2', ['2', '3']), by: '3' });
  expect(await missing(told, nodes.slice(0, 1))).toBe('3 says that 1 is not in sync, and that 2 leads');
});

test('silence proves nothing while a majority is left, and that it is gone where one alone is', async () => {
  const { nodes, told } = ground(null, null, null);
  expect(await missing(told, nodes.slice(0, 1))).toBeNull();
  expect(await missing(told, nodes.slice(0, 2))).toBe('3, left alone, answers nobody');
});

test('who says that all is well is no witness', async () => {
  const { nodes, told } = ground(view('1', ['1', '2', '3']), view('1', ['1', '2', '3']), view('1', ['1', '2', '3']));
  expect(await missing(told, nodes.slice(0, 1))).toBeNull();
});

test('who still hears the new leader is in sync again; that it leads no longer proves that it was cut off', async () => {
  const all = ['1', '2', '3'];
  const { nodes, told } = ground(null, { ...view('3', all), by: '2' }, null);
  expect(await missing(told, nodes.slice(0, 1))).toBeNull();
  expect(await missing(told, nodes.slice(0, 1), ['mine-0'])).toBe('2 says that 3 leads what 1 led');
  expect(await missing(ground(null, view('1', all), null).told, nodes.slice(0, 1), ['mine-0'])).toBeNull();
});
