import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import type { Role } from '../../../common/mode.ts';
import type { Service } from '../../lab/service-process.ts';
import { killEvery, victimsOf } from './kill-every.ts';

const roles: Role[] = ['orders', 'inventory', 'notifications'];
const labWith = (pid: () => number | null) => ({ service: () => ({ pid: pid() }) as Service });

function sleeper(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('every minute has one victim, the same for the same seed, and each service is spared for its share', () => {
  const victims = victimsOf(roles, 30, 7);
  expect(victims).toHaveLength(30);
  expect(victimsOf(roles, 30, 7)).toEqual(victims);
  for (const [turn, spared] of roles.entries()) {
    expect(victims.slice(turn * 10, turn * 10 + 10)).not.toContain(spared);
    expect(victims).toContain(spared);
  }
});

test('a service is killed once in its period', async () => {
  const child = sleeper();
  const gone = once(child, 'exit');
  const kills = {};
  await killEvery(
    labWith(() => child.pid ?? null),
    200,
    ['orders'],
    kills,
    new AbortController().signal,
  );
  expect(await gone).toEqual([null, 'SIGKILL']);
  expect(kills).toEqual({ order: 1 });
});

test('a victim that has just ended by itself is no failure, and its next life is killed instead', async () => {
  const ended = sleeper();
  ended.kill('SIGKILL');
  await once(ended, 'exit');
  const next = sleeper();
  const pids = [ended.pid, null, next.pid];
  const kills = {};
  const pid = () => pids.shift() ?? null;
  await killEvery(labWith(pid), 1000, ['orders'], kills, new AbortController().signal);
  expect(kills).toEqual({ order: 1 });
});

test('an interrupted soak kills nobody any more', async () => {
  const child = sleeper();
  const kills = {};
  await killEvery(
    labWith(() => child.pid ?? null),
    60_000,
    roles,
    kills,
    AbortSignal.abort(),
  );
  expect(Object.values(kills)).toEqual([0, 0, 0]);
  expect(child.signalCode).toBeNull();
});
