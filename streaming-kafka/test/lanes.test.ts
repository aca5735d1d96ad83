import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLanes } from '../transport/lanes.ts';

const jobs = fc.array(fc.record({ lane: fc.constantFrom('a', 'b', 'c', 'd'), ms: fc.integer({ min: 0, max: 4 }) }), {
  maxLength: 30,
});

test('of one lane one after the other in their order, of all together never more than may be at work', async () => {
  await fc.assert(
    fc.asyncProperty(jobs, fc.integer({ min: 1, max: 5 }), async (all, atOnce) => {
      const lanes = createLanes(atOnce);
      const atWork: string[] = [];
      const finished: number[] = [];
      for (const [number, { lane, ms }] of all.entries()) {
        while (!lanes.hasRoom()) await lanes.change(1000);
        lanes.add(lane, async () => {
          expect(atWork).not.toContain(lane);
          atWork.push(lane);
          expect(atWork.length).toBeLessThanOrEqual(atOnce);
          await setTimeout(ms);
          atWork.splice(atWork.indexOf(lane), 1);
          finished.push(number);
        });
      }
      await lanes.idle();
      expect(finished.toSorted((a, b) => a - b)).toEqual(all.map((_, number) => number));
      for (const lane of ['a', 'b', 'c', 'd']) {
        const own = finished.filter((number) => all[number]?.lane === lane);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 25 },
  );
});

test('a lane that takes its time holds up no other one', async () => {
  const lanes = createLanes(2);
  const slow = Promise.withResolvers<void>();
  const finished: string[] = [];
  lanes.add('slow', () => slow.promise.then(() => void finished.push('slow')));
  lanes.add('slow', async () => void finished.push('slow again'));
  lanes.add('quick', async () => void finished.push('quick'));
  await lanes.change(1000);
  expect(finished).toEqual(['quick']);
  slow.resolve();
  await lanes.idle();
  expect(finished).toEqual(['quick', 'slow', 'slow again']);
});

test('whoever waits for a change does not wait for ever', async () => {
  await createLanes(1).change(1);
});
