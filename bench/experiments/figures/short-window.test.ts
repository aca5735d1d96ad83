import { expect, test } from 'vitest';
import { Latencies } from '../../measure/latencies.ts';
import { shortWindow } from './trial-figures.ts';

const of = (us: number, samples = 300) => {
  const latencies = new Latencies();
  for (let n = 0; n < samples; n++) latencies.record(us);
  return latencies;
};

test('a window shorter than three medians of acceptance or of completion says nothing of latencies', () => {
  expect(shortWindow({ acceptance: of(2000), completion: of(3_000_000) }, 8)).toMatchObject({
    kind: 'window',
    seconds: 8,
  });
  expect(shortWindow({ acceptance: of(3_000_000), completion: of(2000) }, 8)).toMatchObject({ kind: 'window' });
  expect(shortWindow({ acceptance: of(2000), completion: of(3_000_000) }, 9.2)).toBeNull();
});

test('a median of too few is none', () => {
  expect(shortWindow({ acceptance: of(9e6, 10), completion: of(9e6, 10) }, 8)).toBeNull();
});
