import { expect, test } from 'vitest';
import type { TrialGroup } from '../figures/groups.ts';
import { sweepTable } from '../tables/sweep.ts';

const percentiles = { samples: 300, p50: 5000, p90: null, p99: null, p999: null, max: 9000, mean: 5000 };

/** The null control of a delay, on two cores that were used for so many seconds of ten. */
function control(cpuSeconds: number) {
  const trial = {
    id: 'control',
    mode: 'streaming-kafka',
    use: { usable: true },
    variation: { kind: 'delay', value: 0 },
    load: { ratePerSecond: 100, seconds: 10 },
    requests: { sent: 1000, accepted: 1000, refused: 0, failed: 0, timedOut: 0, connectionErrors: 0, unfinished: 0 },
    resources: [{ process: 'kafka', cpuSeconds, rssPeakMiB: 100 }],
    injectedDelay: null,
  };
  const latency = { acceptance: percentiles, completion: percentiles };
  const mode = { mode: 'streaming-kafka', trials: [trial], used: [trial], latency };
  const group = { variation: trial.variation, trials: [trial], modes: [mode] } as unknown as TrialGroup;
  return sweepTable('delay', [group], 2) ?? expect.unreachable();
}

test('a control on a machine that is nearly full is told to be no baseline', () => {
  expect(control(17).remarks.join()).toContain('the machine was 85% busy without any delay');
  expect(control(8).remarks).toEqual([]);
});

test('how busy the machine was stands in every row', () => {
  expect(control(8).rows[0]?.cells).toContain('40%');
});
