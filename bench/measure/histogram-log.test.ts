import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHistogramLog, writeHistogramLog } from './histogram-log.ts';
import { Latencies } from './latencies.ts';

const interval = (tag: string, startMs: number, values: readonly number[]) => {
  const latencies = new Latencies();
  for (const value of values) latencies.record(value);
  return { tag, startMs, endMs: startMs + 1500, latencies };
};

test('a log that was written is read back the same', () => {
  const start = 1_790_000_000_000;
  const values = fc.array(fc.integer({ min: -50, max: 9_000_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (sets) => {
      const written = sets.map((set, n) => interval(n % 2 === 0 ? 'acceptance' : 'service', start + n * 1000, set));
      const read = readHistogramLog(writeHistogramLog(written));
      expect(read.map(({ tag, startMs, endMs }) => [tag, startMs, endMs])).toEqual(
        written.map(({ tag, startMs, endMs }) => [tag, startMs, endMs]),
      );
      for (const [n, { latencies }] of read.entries()) {
        expect(latencies.histogram.totalCount).toBe(sets[n]?.length);
        expect(latencies.negative).toEqual(written[n]?.latencies.negative);
      }
    }),
    { numRuns: 30 },
  );
});

test('it has the header standard HDR tools look for, and no blank line', () => {
  const text = writeHistogramLog([interval('acceptance', 1_790_000_000_000, [1000, 2000])]);
  expect(text.split('\n').slice(0, 2)).toEqual([
    '#[Histogram log format version 1.3]',
    '#[StartTime: 1790000000.000 (seconds since epoch), 2026-09-21T14:13:20.000Z]',
  ]);
  expect(text).toMatch(/\nTag=acceptance,1790000000\.000,1\.500,2\.000,HISTFA[A-Za-z0-9+/=]+\n$/);
  expect(text).not.toContain('\n\n');
});

test('a tag that would break the line is refused', () => {
  expect(() => writeHistogramLog([interval('a,b', 0, [1])])).toThrow('a,b');
});
