import { expect, test } from 'vitest';
import type { LoadOptions } from '../../load/load-options.ts';
import { scheduleOf } from '../../load/schedule.ts';
import { completionPhases } from './rows/completion.ts';

const LEAST_ORDERS = 1500;

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'in block %i both sides have had 1500 orders when the completion is measured, at 100 orders/s',
  (seed) => {
    const { offsetsNs } = scheduleOf({ arrivals: 'poisson', phases: completionPhases, seed } as LoadOptions);
    const [warmUp, measured] = completionPhases;
    const before = offsetsNs.filter((ns) => ns < (warmUp?.seconds ?? 0) * 1e9).length;
    expect(before).toBeGreaterThanOrEqual(LEAST_ORDERS);
    expect(measured).toMatchObject({ ratePerSecond: 100, measured: true });
  },
);
