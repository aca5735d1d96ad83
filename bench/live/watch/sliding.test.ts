import { expect, test } from 'vitest';
import { Sliding } from './sliding.ts';

test('percentiles are those of the window, and none where too few came', () => {
  const sliding = new Sliding(10_000);
  for (let n = 1; n <= 19; n++) sliding.add(1000, n);
  expect(sliding.read(1000)).toEqual({ samples: 19, p50: null, p99: null });
  for (let n = 20; n <= 200; n++) sliding.add(2000, n);
  expect(sliding.read(2000)).toEqual({ samples: 200, p50: 100, p99: 198 });
  expect(sliding.read(11_500)).toEqual({ samples: 181, p50: 110, p99: null });
  expect(sliding.read(60_000)).toEqual({ samples: 0, p50: null, p99: null });
});
