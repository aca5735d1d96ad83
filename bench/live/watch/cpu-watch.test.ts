import { expect, onTestFinished, test, vi } from 'vitest';
import type { ProcStat } from '../../measure/proc.ts';
import { CpuWatch } from './cpu-watch.ts';

const LAB = 1;
const SERVICE = 2;

/** A machine whose processes are set by hand, looked at once a second. */
function newMachine() {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const used = new Map<number, { cpuSeconds: number; startedSeconds: number }>();
  const machine = { uptime: 100, ownSeconds: 0, used };
  const watch = new CpuWatch({
    uptime: () => machine.uptime,
    ownSeconds: () => machine.ownSeconds,
    processes: () =>
      new Map([...used].map(([pid, use]): [number, ProcStat] => [pid, { pid, parent: LAB, rssMiB: 1, ...use }])),
  });
  const second = (pids: Record<string, number | null>) => {
    vi.advanceTimersByTime(1000);
    machine.uptime += 1;
    return watch.look(Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, () => pid])));
  };
  return { machine, second };
}

test('the lab counts by itself: a service that is named no more leaves nothing to it', () => {
  const { machine, second } = newMachine();
  machine.used.set(SERVICE, { cpuSeconds: 150, startedSeconds: 50 });
  machine.ownSeconds = 0.25;
  expect(second({ service: SERVICE })).toEqual({ own: 0.25, named: { service: 0 } });
  machine.ownSeconds = 0.5;
  expect(second({ service: null })).toEqual({ own: 0.25, named: { service: 0 } });
});

test('what began since the last look counts from its start, and what ran unnamed from when it is named', () => {
  const { machine, second } = newMachine();
  second({ service: null });
  machine.used.set(SERVICE, { cpuSeconds: 0.5, startedSeconds: 101.5 });
  expect(second({ service: SERVICE }).named).toEqual({ service: 0.5 });
  machine.used.set(SERVICE + 1, { cpuSeconds: 20, startedSeconds: 101.5 });
  expect(second({ service: SERVICE + 1 }).named).toEqual({ service: 0 });
  machine.used.set(SERVICE + 1, { cpuSeconds: 20.75, startedSeconds: 101.5 });
  expect(second({ service: SERVICE + 1 }).named).toEqual({ service: 0.75 });
});
