import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { modeNames } from '../../modes.ts';
import { readRun } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import type { SessionRecord } from '../../record/session-record.ts';
import { sessionOf } from '../../tools/sessions/session-of.ts';
import { adviceOf } from '../figures/advice.ts';
import { answersOf } from '../figures/answers.ts';
import { bestOf } from '../figures/best-runs.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { firstWords } from '../markdown/sections/first-screen.ts';
import { composedComparison, composedGrid, type NamedRun } from '../render-first-screen.ts';
import { composedPage } from '../render-page.ts';
import { sustainedCeiling } from '../testing/sample-ceilings.ts';
import { type SampleOptions, writeSampleRun } from '../testing/sample-run.ts';

async function sample(name: string, options: SampleOptions = {}): Promise<NamedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampleRun(folder, { ...options, change: (run) => options.change?.(Object.assign(run, { runId: name })) });
  return { name, figures: figuresOf(await readRun(folder)) };
}

const session = () => sample('session', { session: {}, change: stamped });
const failures = () => sample('failures', { failures: ['kill-inventory', 'broker-kill'], change: stamped });
const DIGEST = '0123456789abcdef';
const now = () => DIGEST;
const stamped = (run: RunFile) => void Object.assign(run, { servicesDigest: DIGEST });

const apart = (run: RunFile) => {
  stamped(run);
  run.ceilings = [
    sustainedCeiling('sync-rest', 7000, 2700),
    sustainedCeiling('async-rabbitmq', 5000, 3900),
    sustainedCeiling('streaming-kafka', 8000, 4800),
  ];
};

const screenOf = (page: string) => page.slice(0, page.indexOf('\n## '));

test('the first screen says its part in 150 words, one grid and one picture', async () => {
  const latency = await sample('session', { session: {}, change: apart });
  const screen = screenOf(composedComparison([latency, await failures(), await sample('quick')], '', now));
  const lines = screen.split('\n');
  const words = lines
    .filter((line) => !/^(\||!\[|# )/.test(line))
    .join(' ')
    .split(/\s+/)
    .filter(Boolean);
  expect(words.length).toBeLessThanOrEqual(150);
  expect(words.length).toBeGreaterThan(50);
  expect(lines.filter((line) => line.startsWith('!['))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('|')).length).toBeGreaterThan(6);
});

test('a check that could not be judged is told with the way to its run', async () => {
  const undecided = (run: RunFile) => {
    stamped(run);
    const [verdict] = run.trials.flatMap(({ kind, verdicts }) => (kind === 'ordinary' ? verdicts : []));
    Object.assign(verdict ?? expect.unreachable(), { outcome: 'unknown' });
  };
  const runs = [await session(), await sample('doubtful', { failures: ['kill-inventory'], change: undecided })];
  for (const page of [composedComparison(runs, '', now), composedPage(runs, '', '', now)])
    expect(page).toMatch(/violated and 1 not to be judged.*doubtful\/report\.(md|html)#verdicts-and-their-evidence/);
});

test('the best run of an experiment is whole, the longest, then the newest', async () => {
  const quick = await sample('quick');
  const long = await session();
  const cutOff = await sample('cut-off', {
    session: {},
    change: (run) => Object.assign(run, { startedAt: '2030-01-01T00:00:00.000Z', unfinished: { planned: 99 } }),
  });
  const unsafe = await sample('unsafe', { session: {}, change: (run) => Object.assign(run, { without: ['outbox'] }) });
  const newest = await sample('newest', {
    change: (run) => Object.assign(run, { startedAt: '2029-01-01T00:00:00.000Z' }),
  });
  const part = await sample('part', {
    change: (run) => Object.assign(run, { startedAt: '2029-06-01T00:00:00.000Z', profile: 'full', narrowed: true }),
  });
  const one = await sample('one', {
    session: {},
    change: (run) => Object.assign(run, { startedAt: '2029-06-01T00:00:00.000Z', modes: run.modes.slice(0, 1) }),
  });
  const best = bestOf([quick, long, cutOff, unsafe, newest, part, one].map(({ figures }) => figures));
  expect(best.latency?.run.runId).toBe('session');
  expect(best.failure?.run.runId).toBe('newest');
});

test('a run of other services than those of now says so, one of the same does not', async () => {
  const runs = [await session()];
  expect(composedComparison(runs, '', now)).not.toContain('older than the services');
  expect(composedComparison(runs, '', () => 'f'.repeat(16))).toContain(
    'older than the services as they are now**: such figures hold for the code of their day.',
  );
});

test('a run of some modes is older only where the services of those are', async () => {
  const one = await sample('one', { session: {}, change: (run) => void (stamped(run), (run.modes = ['sync-rest'])) });
  const asOf = (modes: readonly string[]) => (modes.join() === 'sync-rest' ? DIGEST : 'f'.repeat(16));
  expect(composedComparison([one], '', asOf)).not.toContain('older than the services');
});

test('a changed figure of a run changes the page, so that the check finds the committed one stale', async () => {
  const before = composedComparison([await failures()], '', now);
  const other = await sample('failures', {
    failures: ['kill-inventory', 'broker-kill'],
    change: (run) => {
      stamped(run);
      for (const trial of run.trials) if (trial.timeline?.clientDuringFault) trial.timeline.clientDuringFault.sent += 1;
    },
  });
  expect(composedComparison([other], '', now)).not.toBe(before);
});

test('a mode that let no order in while inventory was dead is not recommended for it', async () => {
  const run = await failures();
  const answers = answersOf(bestOf([run.figures]), modeNames);
  const cells = answers.find(({ question }) => question.kind === 'fault')?.cells ?? [];
  for (const [index, { when }] of adviceOf(answers, modeNames).entries()) {
    const cell = cells[index];
    const { client } = cell?.kind === 'fault' ? cell.cell : { client: null };
    if (client !== null && client.counts.accepted < client.counts.sent) expect(when).not.toContain('taken');
  }
  expect(adviceOf([], modeNames).flatMap(({ when }) => when)).not.toContain('taken');
});

test('a mode whose figures are void, or in which a check was violated, is recommended for nothing', async () => {
  const recommended = async (change: (run: RunFile) => void) => {
    const run = await sample('failures', { failures: ['kill-inventory', 'broker-kill'], change });
    return adviceOf(answersOf(bestOf([run.figures]), modeNames), modeNames).flatMap(({ mode, when }) =>
      when.includes('taken') ? [mode] : [],
    );
  };
  const rabbits = ({ trials }: RunFile) =>
    trials.filter(({ mode, kind }) => mode === 'async-rabbitmq' && kind === 'ordinary');
  expect(await recommended(() => {})).toContain('async-rabbitmq');
  const voided = await recommended((run) => {
    for (const trial of rabbits(run)) trial.use = { usable: false, why: { kind: 'generator', doubts: [] } };
  });
  expect(voided).not.toContain('async-rabbitmq');
  const violated = await recommended((run) => {
    const [verdict] = rabbits(run).find(({ fault }) => fault === 'broker-kill')?.verdicts ?? [];
    if (verdict) verdict.outcome = 'violated';
  });
  expect(violated).not.toContain('async-rabbitmq');
});

test('the highest rate comes with how many searches there were, and what became of the others', async () => {
  const cells = (change: (run: RunFile) => void) =>
    sample('session', { session: {}, change }).then((run) => {
      const line = composedComparison([run], '', now)
        .split('\n')
        .find((each) => each.startsWith('| [Highest rate held'));
      return line
        ?.split('|')
        .slice(2, 5)
        .map((cell) => cell.trim());
    });
  const thrice = (run: RunFile) => {
    const [found] = run.trials.filter(({ mode, capacity }) => mode === 'async-rabbitmq' && capacity !== null);
    if (!found?.capacity) return;
    const again = (ratePerSecond: number | null, block: number): (typeof run.trials)[number] => ({
      ...structuredClone(found),
      id: `${found.id}-${block}`,
      block,
      capacity: { ...structuredClone(found.capacity as NonNullable<typeof found.capacity>), ratePerSecond },
    });
    const open = again(480, 2);
    if (open.capacity) open.capacity.steps = open.capacity.steps.filter(({ outcome }) => outcome.kind === 'held');
    run.trials.push({ ...open, notSteady: true }, again(null, 3));
  };
  expect(await cells(() => {})).toEqual([
    '300/s for 10 s, lowest missed 360/s (one search); 60/s for 10 s: yes',
    '420/s for 10 s, lowest missed 480/s (one search); 60/s for 10 s: yes',
    '360/s for 10 s, lowest missed 420/s (one search); 60/s for 10 s: yes',
  ]);
  expect((await cells(thrice))?.[1]).toBe(
    '420 to 480/s for 10 s, lowest missed 480/s (3 searches; 1 found none; at least: in 1 no small step broke; 1 not steady); 60/s for 10 s: yes',
  );
});

test('below the highest rates stands that our own code decides their order, where it does, on both pages', async () => {
  const [latency, plain] = [await sample('session', { session: {}, change: apart }), await session()];
  const told = /Highest rate\S*: between .* and .*our code decides/;
  expect(screenOf(composedComparison([latency], '', now))).toMatch(told);
  expect(composedGrid([latency], '', now)).toMatch(told);
  expect(composedPage([latency], '', '../', now)).toMatch(told);
  expect(composedComparison([plain], '', now)).not.toContain('our code decides');
});

test('a past that is kept beside the queues is told, and puts nobody ahead of a medium that keeps it', async () => {
  const kept = ({ trials }: RunFile) => {
    for (const { mode, replays } of trials)
      for (const replay of replays) if (mode === 'sync-rest') Object.assign(replay, { requests: 0 });
  };
  const past = async (change: (run: RunFile) => void) =>
    answersOf(bestOf([(await sample('replay', { change })).figures]), modeNames).find(
      ({ question }) => question.kind === 'past',
    );
  const [plain, told] = [await past(() => {}), await past(kept)];
  expect(plain?.cells[0]).toMatchObject({ kind: 'rebuilt', past: 'no' });
  expect(told?.cells[0]).toMatchObject({ kind: 'rebuilt', past: 'beside' });
  expect(told?.cells[2]).toMatchObject({ kind: 'rebuilt', past: 'medium' });
});

test('a fault that lasted longer in one mode is told with both times', async () => {
  const run = await sample('failures', {
    failures: ['broker-kill'],
    change: ({ trials }) => {
      for (const { mode, timeline } of trials)
        if (mode === 'streaming-kafka' && timeline) timeline.healedMs = timeline.injectedMs + 9000;
    },
  });
  expect(composedComparison([run], '', now)).toContain('| [The broker is killed for 7 to 9 s, 60/s');
  expect(composedComparison([await failures()], '', now)).toContain('| [The broker is killed for 7 s, 60/s');
});

test('what was not ranked, and what cannot happen, is said in the cell', async () => {
  const noisy = await sample('noisy', { session: { again: 1.5 } });
  expect(composedComparison([noisy, await failures()], '', now)).toContain('*not ranked*, its A/A control failed');
  expect(composedComparison([noisy, await failures()], '', now)).toContain('does not apply');
});

test('work that was not the same is named in each cell, and explained once', async () => {
  const more = ({ trials }: RunFile) => {
    for (const { mode, resources } of trials)
      if (mode === 'streaming-kafka' && resources.length > 0)
        resources.push({ process: 'analytics', cpuSeconds: 1, rssPeakMiB: 90 });
  };
  const screen = screenOf(composedComparison([await sample('more', { session: {}, change: more })], '', now));
  expect(screen.match(/\*not ranked\*, other work/g)?.length).toBeGreaterThan(1);
  expect(screen.match(/^\*Other work\*: .*$/gm)).toEqual([
    '*Other work*: Kafka log beside REST calls: analytics ran for one of them alone, so their work was not the same.',
  ]);
  expect(screenOf(composedComparison([await session()], '', now))).not.toContain('ther work');
});

test('who surely finishes soonest is told; who answers soonest is not, since an outcome is no promise', () => {
  const times = (...halves: number[]) => halves.map((half) => ({ kind: 'times' as const, half, most: null }));
  const ratio = (low: number, high: number) => ({
    kind: 'ratio' as const,
    interval: { ratio: 1.9, low, high, blocks: 6, conclusive: true },
    result: low > 1 ? ('greater' as const) : ('no difference shown' as const),
  });
  const said = (low: number) =>
    firstWords(
      [
        { question: { kind: 'answered', ratePerSecond: 100, most: 0.9 }, from: 'latency', cells: times(4000, 2000) },
        { question: { kind: 'finished', ratePerSecond: 100, most: 0.9 }, from: 'latency', cells: times(3000, 6000) },
        {
          question: { kind: 'compared', metric: 'completion p50', ratePerSecond: 100 },
          from: 'latency',
          cells: [{ kind: 'one' }, ratio(low, 2.1)],
        },
      ],
      modeNames,
    );
  expect(said(1.7)).toBe('At 100/s REST calls finish an order soonest: half within 3.00 ms, the others 6.00 ms.');
  expect(said(0.9)).toBe('');
});

test('beside the interval of one session stands the span of those that are kept, where there are several', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeSampleRun(folder, { session: {}, change: stamped });
  const read = await readRun(folder);
  const one = sessionOf(read.run) ?? expect.unreachable();
  const two = structuredClone({ ...one, runId: 'another' });
  for (const pair of two.pairs) Object.assign(pair, { ratio: 0.2, low: 0.19, high: 0.2 });
  const page = (sessions: SessionRecord[]) =>
    composedComparison([{ name: 'session', figures: figuresOf(read, sessions) }], '', now);
  const row = (sessions: SessionRecord[]) =>
    page(sessions)
      .split('\n')
      .find((line) => line.startsWith('| [Median time to finish')) ?? '';
  expect(row([one])).not.toContain('sessions:');
  expect(row([one, two])).toMatch(/; 2 sessions, not all of which meet: \d\.\d\d to 5\.26\)/);
  expect(page([one, two])).toMatch(/the span of the intervals over all kept sessions: completion p50, sync-rest/);
});
