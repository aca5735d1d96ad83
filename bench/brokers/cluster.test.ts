import { expect, test } from 'vitest';
import { type Copies, isComplete, placement } from './cluster.ts';

const copies = (leader: string | null, ...inSync: string[]): Copies => ({
  name: 'orders-0',
  leader,
  replicas: ['1', '2', '3'],
  inSync,
});
const view = (...all: Copies[]) => ({ by: '1', controller: '2', online: ['1', '2'], copies: all });

test('what has no leader, or lacks a copy, is not complete', () => {
  expect(isComplete(view(copies('1', '1', '2', '3')))).toBe(true);
  expect(isComplete(view(copies('1', '1', '2', '3'), copies('1', '1', '2')))).toBe(false);
  expect(isComplete(view(copies(null, '1', '2', '3')))).toBe(false);
});

test('a card tells who leads how much, and how much is in sync everywhere', () => {
  expect(placement(view(copies('1', '1', '2', '3'), copies('1', '1')))).toEqual({
    'nodes online': '1 2',
    'leads the metadata': '2',
    'leaders by node': '1:2 2:0',
    'in sync': '1 of 2 on every replica',
  });
});
