import { setImmediate, setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimiter, NotBegun } from './limiter.ts';

const jobs = fc.array(fc.record({ ms: fc.integer({ min: 0, max: 4 }), fails: fc.boolean() }), { maxLength: 30 });

test('what came first begins first, never more at once than may, and what fails leaves its place as well', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, fc.integer({ min: 1, max: 5 }), async (all, atOnce) => {
      const { run } = createLimiter(atOnce);
      const begun: number[] = [];
      let underWay = 0;
      let most = 0;
      const ends = await Promise.allSettled(
        all.map(({ ms, fails }, number) =>
          run(async () => {
            begun.push(number);
            most = Math.max(most, ++underWay);
            await setTimeout(ms);
            underWay--;
            if (fails) throw new Error(`${number} fails`);
            return number;
          }),
        ),
      );
      expect(begun).toEqual(all.map((_, number) => number));
      expect(most).toBe(Math.min(atOnce, all.length));
      expect(ends.map(({ status }) => status === 'rejected')).toEqual(all.map(({ fails }) => fails));
    }),
    { numRuns: 25 },
  );
});

test('work that fails before it waits for anything leaves its place, too', async () => {
  const { run } = createLimiter(1);
  const failing = () => {
    throw new Error('at once');
  };
  await expect(run(failing)).rejects.toThrow('at once');
  expect(await run(async () => 'next')).toBe('next');
});

test('a place that was handed over is taken: who comes at that moment waits', async () => {
  const { run } = createLimiter(1);
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const begun: string[] = [];
  const work = (name: string, until?: Promise<void>) =>
    run(async () => {
      begun.push(name);
      await until;
    });
  const all = [work('first', first.promise), work('second', second.promise)];
  first.resolve();
  await all[0];
  all.push(work('third'));
  await setImmediate();
  expect(begun).toEqual(['first', 'second']);
  second.resolve();
  await Promise.all(all);
  expect(begun).toEqual(['first', 'second', 'third']);
});

test('once it is closed, what waits and what comes is given back with nothing begun, and what has begun goes on', async () => {
  const { run, close } = createLimiter(1);
  const held = Promise.withResolvers<string>();
  let others = 0;
  const other = async () => void others++;
  const begun = run(() => held.promise);
  const waits = run(other);
  close();
  await expect(waits).rejects.toBeInstanceOf(NotBegun);
  await expect(run(other)).rejects.toBeInstanceOf(NotBegun);
  held.resolve('done');
  expect(await begun).toBe('done');
  await expect(run(other)).rejects.toBeInstanceOf(NotBegun);
  expect(others).toBe(0);
});
