import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWatermark } from '../transport/watermark.ts';

/** Which of the things begun is finished next, as a share of those under way; the others are begun. */
const steps = fc.array(fc.option(fc.double({ min: 0, max: 0.999, noNaN: true })), { maxLength: 300 });

test('the watermark never passes unfinished work, and waits for nothing else, whatever is finished when', () => {
  fc.assert(
    fc.property(steps, fc.bigInt({ min: 0n, max: 2n ** 60n }), (all, start) => {
      const mark = createWatermark(start);
      const unfinished: { end: bigint; finish: () => void }[] = [];
      let last = start;
      let before = start;
      for (const step of all) {
        if (step === null || unfinished.length === 0) {
          last += BigInt(1 + (unfinished.length % 3)); // a log has gaps
          unfinished.push({ end: last, finish: mark.begin(last) });
        } else unfinished.splice(Math.floor(step * unfinished.length), 1)[0]?.finish();
        const reached = mark.reached();
        expect(reached).toBeGreaterThanOrEqual(before);
        const [first] = unfinished;
        if (first) expect(reached).toBeLessThan(first.end);
        else expect(reached).toBe(last);
        before = reached;
      }
      for (const { finish } of unfinished.reverse()) finish();
      expect(mark.reached()).toBe(last);
      expect(mark.ahead()).toBe(0);
    }),
  );
});

test('what is finished behind something unfinished counts as ahead of the watermark', () => {
  const mark = createWatermark(7n);
  const finish = [8n, 9n, 10n].map((end) => mark.begin(end));
  finish[2]?.();
  finish[1]?.();
  expect([mark.reached(), mark.ahead()]).toEqual([7n, 3]);
  finish[0]?.();
  expect([mark.reached(), mark.ahead()]).toEqual([10n, 0]);
});
