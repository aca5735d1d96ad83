import { expect, test } from 'vitest';
import type { DoorCell } from '../../record/door-cell.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import { gatewayFiguresOf } from '../figures/gateway.ts';
import { groupTrials } from '../figures/groups.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { sayGateway } from '../markdown/conclude/say-gateway.ts';
import { composedComparison } from '../render-first-screen.ts';
import { doorTitle, gatewayTables } from '../tables/gateway.ts';
import { type Cell, textOf } from '../tables/table.ts';
import { lightSession } from '../testing/light-session.ts';

const MODE = 'sync-rest';

interface Session {
  blocks?: number;
  /** How many times longer the control took than what it repeats. */
  control?: number;
  over?: Partial<Trial>;
  profile?: RunFile['profile'];
}

/** The gateway takes a tenth more, tokens half more, and the noise is a hundredth. */
function sessionOf({ blocks = 6, control = 1, over = {}, profile = 'standard' }: Session = {}): RunFile {
  const [one] = lightSession(1).trials as [Trial];
  const trial = (door: DoorCell, block: number, times: number): Trial => {
    const noise = 1 + 0.01 * Math.sin(7 * block + times);
    const at = (p50: number) => ({ ...one.latency!.completion, p50: p50 * times * noise });
    return {
      ...one,
      id: `${MODE}-gateway-${door.door}${door.again ? '-again' : ''}-b${block}`,
      experiment: 'gateway',
      variation: null,
      mode: MODE,
      block,
      door,
      latency: { ...one.latency!, acceptance: at(2000), completion: at(4000) },
      ordersPerCoreSecond: 200 / (times * noise),
      resources: door.door === 'direct' ? [] : [{ process: 'gateway', cpuSeconds: 0.175, rssPeakMiB: 10 }],
      verdicts: [
        { check: 'lost', outcome: 'holds', because: '', counted: {}, findings: 0, offending: [], subHistory: [] },
      ],
      ...over,
    };
  };
  const trials = Array.from({ length: blocks }, (_, index) => [
    trial({ door: 'direct' }, index + 1, 1),
    trial({ door: 'gateway', version: '2.6.12' }, index + 1, 1.1),
    trial({ door: 'tokens', version: '2.6.12' }, index + 1, 1.5),
    trial({ door: 'direct', again: true }, index + 1, control),
  ]).flat();
  return { ...lightSession(1), profile, modes: [MODE], experiments: ['gateway'], trials };
}

const folderOf = (run: RunFile) => ({ run, series: [], latencies: () => null, histogramsIn: '', metrics: {} });
const tablesOf = (run: RunFile) => gatewayTables(gatewayFiguresOf(folderOf(run))!, run);
const cellsOf = (run: RunFile) =>
  new Map(tablesOf(run).flatMap(({ rows }) => rows.map(({ label, cells }) => [label, textOf(cells[0] as Cell)])));
const remarksOf = (run: RunFile) =>
  tablesOf(run)
    .flatMap(({ remarks }) => remarks)
    .join('\n');

test('a run without a gateway tells nothing of one, and its trials are in no other table', () => {
  expect(gatewayFiguresOf(folderOf(lightSession(1)))).toBeNull();
  expect(groupTrials(folderOf(sessionOf()))).toEqual([]);
  const run = sessionOf();
  const { door: _, ...plain } = run.trials[0]!;
  run.trials.unshift({ ...plain, use: { usable: false, why: { kind: 'planned', as: 'short' } } });
  expect(groupTrials(folderOf(run))).toEqual([]); // what warmed the broker
  expect(gatewayFiguresOf(folderOf(run))).toEqual(gatewayFiguresOf(folderOf(sessionOf())));
});

test('what a door costs is told as a ratio to the same mode without one, with a direction from six blocks on', () => {
  const cells = cellsOf(sessionOf());
  expect(cells.get('acceptance p50, through HAProxy')).toMatch(/^1\.(09|1\d) \(.+; 6 blocks\): more$/);
  expect(cells.get('CPU per order, through HAProxy, with tokens')).toMatch(/^1\.(4|5)\d? \(.+\): more$/);
  expect(cellsOf(sessionOf({ blocks: 5 })).get('acceptance p50, through HAProxy')).toMatch(/5 blocks\)$/);
});

test('the share of the gateway is told beside the CPU of all, per order that was completed', () => {
  expect(cellsOf(sessionOf()).get('CPU per order (ms), through HAProxy')).toMatch(/^5\.\d+, the gateway 0\.100$/);
  expect(cellsOf(sessionOf()).get('CPU per order (ms), directly')).not.toContain('gateway');
});

test('a control that differs voids the session, and a quick run or too few controls tell no direction', () => {
  const noisy = sessionOf({ control: 1.3 });
  expect(remarksOf(noisy)).toContain('Void: REST calls.');
  for (const run of [noisy, sessionOf({ profile: 'quick' }), sessionOf({ blocks: 2 })])
    for (const cell of cellsOf(run).values()) expect(cell).not.toMatch(/: (more|less)$/);
  expect(remarksOf(sessionOf({ profile: 'quick' }))).toContain('Inconclusive');
  expect(remarksOf(sessionOf())).not.toMatch(/void|Inconclusive/);
});

test('figures of trials that are void are left out, and the reason is told', () => {
  const run = sessionOf({ over: { use: { usable: false, why: { kind: 'lost', orders: 2 } } } });
  expect(cellsOf(run).get('completion p50 (ms), directly')).toBe('void');
  expect(remarksOf(run)).toContain('left out above');
});

test('an order that was lost behind a door is loud', () => {
  const run = sessionOf();
  Object.assign(run.trials[1]!.verdicts[0]!, { outcome: 'violated' });
  expect(cellsOf(run).get('verdict (worst of its checks), through HAProxy')).toContain('VIOLATED');
  expect(figuresOf(folderOf(run)).outcome).toBe('violated');
});

test('the newest whole run of it is part of the composed comparison', () => {
  const composed = composedComparison([{ name: 'a-run', figures: figuresOf(folderOf(sessionOf())) }], '', () =>
    '0'.repeat(16),
  );
  expect(composed).toContain(doorTitle);
  expect(composed).toContain('of one door');
});

test('concluded: what each way through the door costs, and why no direction is told', () => {
  const texts = (run: RunFile) => sayGateway(figuresOf(folderOf(run))).map(({ text }) => text);
  expect(texts(sessionOf())).toEqual([
    expect.stringMatching(
      /^REST calls, through HAProxy ÷ directly: acceptance p50 1\.\d\d \(.+: more; completion p50 .+; CPU per order /,
    ),
    expect.stringMatching(/^REST calls, through HAProxy, with tokens ÷ directly: /),
  ]);
  expect(texts(sessionOf({ control: 1.3 })).at(-1)).toContain('Void: REST calls.');
  expect(texts(sessionOf({ profile: 'quick' })).at(-1)).toContain('Inconclusive');
});
