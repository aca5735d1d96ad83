import { expect, test } from 'vitest';
import type { ClusterView } from '../../brokers/cluster.ts';
import { isWhole } from './node-fault.ts';

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
