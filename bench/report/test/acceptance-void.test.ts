import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { byMode } from '../figures/groups.ts';
import { slowVoidsOf } from '../figures/slow-voids.ts';
import { voidRemark } from '../tables/table.ts';
import { lightSession } from '../testing/light-session.ts';

const lateness = { sendDelayP99Us: 3000, reportedP50Us: 6000 };

function withVoid(run: RunFile) {
  const trials = run.trials.filter(({ variation }) => variation?.kind === 'base');
  const [first] = trials;
  if (first === undefined) expect.unreachable();
  first.acceptanceVoid = lateness;
  const folder = { run: { ...run, trials }, latencies: () => null } as unknown as Parameters<typeof byMode>[0];
  const [mode] = byMode(folder, trials);
  return { trial: first, mode };
}

test('a trial of which the acceptance alone is void is used, without its acceptance, and says so', () => {
  const { trial, mode } = withVoid(lightSession(1, { modes: ['async-rabbitmq'], blocks: 1 }));
  expect(mode?.used).toEqual([trial]);
  expect(mode?.latency.acceptance).toBeNull();
  expect(mode?.latency.completion?.p50).toBe(trial.latency?.completion.p50);
  expect(voidRemark(trial)).toEqual([
    `acceptance void, and left out above: ${trial.id}: the generator was late: send delay p99 3.0 ms against a p50 of 6.0 ms`,
  ]);
});

test('where every acceptance that is left out was slower than those used, both stand at the table', () => {
  const { trials } = lightSession(1, { modes: ['async-rabbitmq'] });
  const own = trials.filter(({ variation }) => variation?.kind === 'base');
  for (const [index, { latency }] of own.entries()) if (latency) latency.acceptance.p50 = 1000 * (20 - index);
  const [first, ...others] = own;
  if (first === undefined) expect.unreachable();
  first.acceptanceVoid = lateness;
  expect(slowVoidsOf(own)).toEqual([
    {
      mode: 'async-rabbitmq',
      kind: 'acceptance',
      voided: [20_000],
      used: others.map((_, index) => 1000 * (19 - index)),
    },
  ]);
  delete first.acceptanceVoid;
  expect(slowVoidsOf(own)).toEqual([]);
});
