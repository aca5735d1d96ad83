import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import { voidByLoss } from '../../record/trial-use.ts';
import { slug } from '../markdown/markdown.ts';
import { renderRun } from '../render-run.ts';
import { terminalSummary } from '../terminal/terminal-summary.ts';
import { rendered } from '../testing/rendered.ts';

const spoil = ({ trials }: RunFile) => {
  Object.assign(trials[1] ?? {}, {
    use: {
      usable: false,
      why: { kind: 'generator', doubts: [{ kind: 'late', sendDelayP99Us: 7100, reportedP50Us: 8000 }] },
    },
  });
  Object.assign(trials[2] ?? {}, { notSteady: true });
};

test('a session is rendered to the same bytes twice, and every link leads somewhere', async () => {
  const { folder, report } = await rendered({ session: {}, change: spoil });
  await renderRun(folder);
  expect(await readFile(join(folder, 'report.md'), 'utf8')).toBe(report);
  const anchors = [...report.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading ?? ''));
  for (const [, link = ''] of report.matchAll(/\]\(([^)]+)\)/g)) {
    const [path = '', anchor] = link.split('#');
    if (path !== '') expect((await stat(resolve(dirname(join(folder, 'report.md')), path))).isFile(), link).toBe(true);
    else expect(anchors, link).toContain(anchor);
  }
});

test('everything that was varied has its table and chart, marked as described and not ranked', async () => {
  const { folder, report } = await rendered({ session: {} });
  for (const file of ['delay-sweep.svg', 'rate-ladder.svg', 'share-of-capacity.svg', 'burst-4.svg']) {
    expect(await readdir(join(folder, 'charts'))).toContain(file);
    expect(report).toContain(`](charts/${file})`);
  }
  const varied = report
    .split(/^### /m)
    .filter((part) => /^(Network latency on|Rate ladder|Equal shares|Burst\n|Lines per|Size of)/.test(part));
  for (const part of varied.filter((each) => each.includes('| completion p50')))
    expect(part).toContain('described and not ranked');
  expect(report).toContain('50 ms in front of inventory: sync-rest');
  expect(report).toContain('p50 50.1');
});

test('requests are of the measured time, and orders say that theirs is the whole trial', async () => {
  const { report } = await rendered({ session: {} });
  const table = report.slice(report.indexOf('### Latency at 60 orders'));
  expect(table).toMatch(/\| accepted +\|/);
  expect(table).toMatch(/\| orders taken in, whole trial, warm-up included +\|/);
});

test('what orders waited for behind the longest delay is said where that delay is told', async () => {
  const { report } = await rendered({
    session: {},
    change: ({ trials }) => {
      for (const trial of trials)
        if (trial.mode === 'sync-rest' && trial.variation?.value === 200) trial.goodputPerSecond = 12;
    },
  });
  expect(report).toMatch(
    /sync-rest with 200 ms: 60 orders per second were offered, and 12\.0 were completed: they may/,
  );
});

test('the capacity names what broke the next step, its steps are folded, and the limiter is told', async () => {
  const { report } = await rendered({ session: {} });
  expect(report).toMatch(
    /highest rates that the searches held, not ranked: .*async-rabbitmq 420\/s for 10 s, .*\(one search\)/,
  );
  expect(report).toContain('The next step, 480/s, broke:');
  expect(report).toContain('<details><summary>async-rabbitmq: 4 steps, 420 orders/s held</summary>');
  expect(report).toMatch(/## Why not double\?[\s\S]*the event loop of orders \(93%\)/);
  expect(report).toContain('Of 3 targets for the ceilings, 1 met, 1 missed, 1 not measured here');
});

test('a block of the ceilings that does not count is told with its reason', async () => {
  const leave = ({ ceilings = [] }: RunFile) =>
    Object.assign(ceilings[1] ?? {}, { notCounted: ['void: the generator was late'] });
  const { report } = await rendered({ session: {}, change: leave });
  expect(report).toMatch(/Blocks that do not count:\s+- row 4, async-rabbitmq: void: the generator was late/);
});

test('void and unsteady trials are told, and orders that vanish void a latency trial', async () => {
  const lose = (run: RunFile) => {
    spoil(run);
    for (const trial of run.trials.slice(0, 1)) {
      trial.orders.confirmed -= 3;
      Object.assign(trial, voidByLoss(trial));
    }
  };
  const { report } = await rendered({ session: {}, change: lose });
  expect(report).toContain('**void**: the generator was late: send delay p99 7.1 ms against a p50 of 8.0 ms');
  expect(report).toContain('**void**: 3 orders unaccounted for');
  expect(report).toContain('**not steady**');
});

test('the ranked table names the settings in which the modes differ', async () => {
  const { report } = await rendered({ session: { rankedOnly: true } });
  const ranked = report.split(/^### /m).find((part) => part.startsWith('Ranking')) ?? '';
  expect(ranked).toMatch(/fairness: the modes differ in .*replication/);
});

test('what a mode cannot do is printed with its reason, as the run recorded it', async () => {
  const { report } = await rendered();
  expect(report).toMatch(
    /\| read the past again +\| no: a call leaves no trace +\| no: what was acknowledged is gone +\| yes +\|/,
  );
});

test('a run with work in inventory says so before anything else', async () => {
  const busy = (run: RunFile) => Object.assign(run, { work: { time: '20ms', concurrency: 8, ordering: 'queue' } });
  const { report, folder } = await rendered({ session: { rankedOnly: true }, change: busy });
  expect(report.split('\n').slice(1, 4).join('\n')).toContain('`--work 20ms --concurrency 8 --ordering queue`');
  expect(await terminalSummary(folder)).toMatch(/^!!! WORK IN INVENTORY: --work 20ms/);
});

test('a slowed run says so before anything else', async () => {
  const slow = (run: RunFile) => Object.assign(run, { slowed: { mode: 'sync-rest', factor: 1.2 } });
  const { report, folder } = await rendered({ session: { rankedOnly: true }, change: slow });
  expect(report.split('\n').slice(1, 4).join('\n')).toContain('SLOWED ON PURPOSE: `sync-rest`');
  expect(await terminalSummary(folder)).toMatch(/^!!! SLOWED ON PURPOSE: sync-rest/);
});

test('who waited in a burst is told where it was recorded; orders accepted and not complete are no answer to that', async () => {
  const { root, folder, report } = await rendered({ session: {} });
  const older = join(root, 'older');
  await cp(folder, older, { recursive: true });
  const series = (await readFile(join(older, 'series.csv'), 'utf8')).split('\n');
  await writeFile(join(older, 'series.csv'), series.filter((line) => !line.includes(',unfinished,')).join('\n'));
  await renderRun(older);
  const said = (text: string) => /In a burst of[^.]*/.exec(text)?.[0];
  expect(said(report)).toContain('due and not finished');
  expect(said(await readFile(join(older, 'report.md'), 'utf8'))).toBeUndefined();
});
