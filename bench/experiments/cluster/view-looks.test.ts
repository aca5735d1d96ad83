import { expect, test } from 'vitest';
import type { Copies } from '../../brokers/cluster.ts';
import { viewLooks } from './view-looks.ts';

const ALL = ['1', '2', '3'];
const of = (name: string, leader: string | null, inSync = ALL): Copies => ({ name, leader, replicas: ALL, inSync });
const untold = (name: string): Copies => ({ ...of(name, null, []), untold: true });
const view = (...copies: Copies[]) => ({ by: '1', controller: '1', online: ALL, copies });

/** Looks at 0, 10, 20 and so on; null: nobody answered. */
function looksAt(...all: (Copies[] | null)[]) {
  const looks = viewLooks('m-');
  for (const [n, copies] of all.entries()) looks.add(10 * n, copies && view(...copies));
  return looks;
}
const wholeSince = (fromUs: number, looks: ReturnType<typeof viewLooks>, mayVanish = false, toUs?: number) =>
  looks.wholeSince({ fromUs, mayVanish: () => mayVanish, ...(toUs !== undefined && { toUs }) });
const whole = [of('m-a', '1')];

test('whole is taken from the last look that changed to it, not from the first lucky one', () => {
  expect(wholeSince(0, looksAt([of('m-a', '1', ['1'])], whole, [of('m-a', null)], whole, whole))).toBe(30);
  expect(wholeSince(10, looksAt(whole, whole, whole))).toBe(10);
  expect(wholeSince(0, looksAt(whole, whole, [of('m-a', '1', ['1', '2'])]))).toBeNull();
});

test('a copy that is behind at one look alone is not missing; at two in a row, or at the last, it is', () => {
  const behind = [of('m-a', '1', ['1', '2'])];
  expect(wholeSince(0, looksAt(whole, behind, whole, behind, whole))).toBe(0);
  expect(wholeSince(0, looksAt(behind, whole, behind, whole))).toBe(10);
  expect(wholeSince(0, looksAt(whole, behind, behind, whole))).toBe(30);
  expect(wholeSince(0, looksAt(whole, behind, [of('m-a', null, ['1', '2'])], whole))).toBe(30);
  expect(wholeSince(0, looksAt(whole, behind))).toBeNull();
});

test('what a look could not tell counts as it was told last, and what was told before the moment does not', () => {
  expect(wholeSince(0, looksAt(whole, [untold('m-a')], null, whole))).toBe(0);
  expect(wholeSince(10, looksAt(whole, [untold('m-a')], [untold('m-a')]))).toBeNull();
  expect(wholeSince(10, looksAt(whole, [untold('m-a')], null, whole))).toBe(30);
});

test('what has vanished is not whole, unless it may and is gone for good', () => {
  const both = [of('m-a', '1'), of('m-b', '2')];
  expect(wholeSince(0, looksAt(both, whole, both))).toBe(20);
  expect(wholeSince(0, looksAt(both, whole, both), true)).toBe(20);
  expect(wholeSince(10, looksAt(both, whole, whole))).toBeNull();
  expect(wholeSince(10, looksAt(both, whole, whole), true)).toBe(10);
  expect(wholeSince(10, looksAt(both, [], []), true)).toBeNull();
  expect(wholeSince(0, looksAt(both, both, [], []), true, 10)).toBe(0); // removed when all was over
});

test('who leads is told also where a copy is late, and that copy is then not behind', () => {
  const late: Copies = { ...of('m-a', '2', ['1', '2']), untold: true };
  const looks = looksAt(whole, whole, [late], [late]);
  expect(wholeSince(10, looks)).toBe(10);
  expect(looks.changes.map(({ leader }) => leader)).toEqual(['1', '2']);
});

test('who leads changes only by what was told', () => {
  const { changes } = looksAt(whole, [untold('m-a')], [of('m-a', null)], [of('m-a', '2'), of('other', '3')]);
  expect(changes).toEqual([
    { t: 0, copies: 'm-a', leader: '1' },
    { t: 20, copies: 'm-a', leader: null },
    { t: 30, copies: 'm-a', leader: '2' },
  ]);
});
