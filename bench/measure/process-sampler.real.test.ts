import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ProcessSampler } from './process-sampler.ts';

/** A shell whose child burns CPU for so long and then sleeps; its line on stdout says that it is done. */
function burn(seconds: number): ChildProcess {
  const script = `const used=()=>{const c=process.cpuUsage();return c.user+c.system};while(used()<${seconds}e6);console.log(1);setTimeout(()=>{},60000)`;
  return spawn('/bin/sh', ['-c', `"${process.execPath}" -e '${script}' & wait`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
}

const end = async (child: ChildProcess) => {
  const closed = once(child, 'close');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await closed;
};

test('CPU of descendants is counted, across a restart under the same name', { retry: 3 }, async () => {
  let running = burn(0.5);
  const sampler = new ProcessSampler('t1', { orders: () => running.pid ?? null }).start();
  await once(running.stdout ?? running, 'data');
  sampler.sample();
  await end(running);
  running = burn(0.7);
  await once(running.stdout ?? running, 'data');
  sampler.stop();
  await end(running);
  const [use] = sampler.use();
  expect(use?.process).toBe('orders');
  expect(use?.cpuSeconds).toBeGreaterThan(1.15);
  expect(use?.cpuSeconds).toBeLessThan(1.8);
  expect(use?.rssPeakMiB).toBeGreaterThan(20);
  expect(sampler.rows().every(({ trial, process: name }) => trial === 't1' && name === 'orders')).toBe(true);
});
