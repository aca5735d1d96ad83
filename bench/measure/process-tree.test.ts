import { expect, test } from 'vitest';
import { type ProcStat, parseStat } from './proc.ts';
import { CpuAccount } from './process-sampler.ts';
import { sumTrees } from './process-tree.ts';

const stat = (pid: number, parent: number, cpuSeconds: number): [number, ProcStat] => [
  pid,
  { pid, parent, cpuSeconds, rssMiB: 10, startedSeconds: pid },
];

test('a stat line is read even when the command holds brackets and spaces', () => {
  const rest = `S 7 1 1 0 -1 4194304 0 0 0 0 120 30 40 10 20 0 1 0 4200 1000000 2560 0`;
  expect(parseStat(`42 (a) b (c)) ${rest}`)).toEqual({
    pid: 42,
    parent: 7,
    cpuSeconds: 2,
    rssMiB: 10,
    startedSeconds: 42,
  });
});

test('what ended children of this process used is not counted twice', () => {
  const line = '42 (node) S 7 1 1 0 -1 4194304 0 0 0 0 120 30 40 10 20 0 1 0 4200 1000000 2560 0';
  expect(parseStat(line, 42).cpuSeconds).toBe(1.5);
});

test('a tree is summed, and a sampled descendant counts for itself', () => {
  const processes = new Map([stat(1, 0, 99), stat(10, 1, 1), stat(11, 10, 2), stat(12, 11, 4), stat(13, 12, 8)]);
  const uses = sumTrees(
    processes,
    new Map([
      ['bench', 10],
      ['rabbitmq', 12],
      ['kafka', null],
      ['gone', 77],
    ]),
  );
  expect(uses.get('bench')).toMatchObject({ cpuSeconds: 3, rssMiB: 20 });
  expect(uses.get('rabbitmq')).toMatchObject({ cpuSeconds: 12, rssMiB: 20 });
  expect(uses.get('kafka')?.root).toBeNull();
  expect(uses.get('gone')?.root).toBeNull();
});

test('the account goes on across restarts and never falls', () => {
  const account = new CpuAccount();
  const use = (root: string | null, cpuSeconds: number) => ({ root, cpuSeconds, rssMiB: 1 });
  account.add(use('1@1', 50), true);
  expect(account.usedSeconds).toBe(0);
  account.add(use('1@1', 53), true);
  account.add(use('1@1', 51), true); // a child vanished with its time
  account.add(use('1@1', 52), true);
  account.add(use(null, 0), true);
  account.add(use('2@9', 5), false); // restarted, all of its time is ours
  account.add(use('2@9', 6), false);
  expect(account.usedSeconds).toBe(10);
});
