import { describe, expect, test } from 'vitest';
import { type Kin, startersOf } from './parent-watch.ts';

const US = 50;

/** Each process as `pid: [parent, session, command]`. */
function look(underNpm: boolean, family: Record<number, [number, number, string]>) {
  return startersOf(US, underNpm, (pid): Kin | null => {
    const kin = family[pid];
    return kin ? { parent: kin[0], session: kin[1], command: kin[2] } : null;
  });
}

const init: [number, number, string] = [0, 1, '/sbin/init'];

describe('whose end is ours', () => {
  test('a shell that started us', () => {
    expect(look(false, { 50: [40, 30, 'node'], 40: [30, 30, 'sh'], 1: init })).toEqual([40]);
  });

  test('npm, and the shell it puts in between', () => {
    const family = { 50: [40, 30, 'node'], 40: [35, 30, 'sh -c'], 35: [30, 30, 'npm start'], 1: init } as const;
    expect(look(true, structuredClone(family) as never)).toEqual([40, 35]);
  });

  test.each([
    ['as it calls itself', 'npm run bench --out npm\0\0\0'],
    ['before it has called itself anything', 'node\0/usr/lib/node_modules/npm/bin/npm-cli.js\0run\0bench\0'],
  ])('npm %s, and not the shell in between that only has it in an argument', (_, npm) => {
    const shell = 'sh\0-c\0node bench/cli/cli.ts latency --out npm\0';
    expect(look(true, { 50: [40, 30, 'node'], 40: [35, 30, shell], 35: [30, 30, npm], 1: init })).toEqual([40, 35]);
  });

  test('npm alone after `setsid nohup npm start &`, whose shell is gone', () => {
    expect(look(true, { 50: [35, 35, 'node'], 35: [1, 35, 'npm start'], 1: init })).toEqual([35]);
  });

  test('nobody who could be missed after `setsid nohup node … &`', () => {
    expect(look(false, { 50: [1, 50, 'node'], 1: init })).toEqual([1]);
    expect(look(true, { 50: [1, 50, 'node'], 1: init })).toEqual([1]); // from a shell that npm started
  });

  test('process 1 where it started us itself, and where it is npm', () => {
    expect(look(false, { 50: [1, 1, 'node'], 1: init })).toEqual([1]);
    expect(look(true, { 50: [40, 1, 'node'], 40: [1, 1, 'sh -c'], 1: [0, 1, 'npm start'] })).toEqual([40]);
  });

  test('a parent outside of what we can see', () => {
    expect(look(false, { 50: [0, 50, 'node'] })).toEqual([0]);
  });
});

describe('somebody was gone before we looked', () => {
  test('the shell that started us: init, or who takes orphans in its place, is of another session', () => {
    expect(look(false, { 50: [1, 30, 'node'], 1: init })).toBeNull();
    expect(look(false, { 50: [7, 30, 'node'], 7: [1, 7, 'systemd --user'], 1: init })).toBeNull();
  });

  test('npm above the shell that started us', () => {
    expect(look(true, { 50: [40, 35, 'node'], 40: [1, 35, 'sh -c'], 1: init })).toBeNull();
    expect(look(true, { 50: [40, 1, 'node'], 40: [1, 1, 'sh -c'], 1: init })).toBeNull(); // one session for all
  });
});
