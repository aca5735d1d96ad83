import { expect, test } from 'vitest';
import { promiseOf, settingsOf } from '../../brokers/promises/promises.ts';
import { findMode } from '../../modes.ts';
import type { ClusterCell, SettingOutcome } from '../../record/cluster-cell.ts';
import type { RunFolder } from '../../record/read-run.ts';
import type { Trial } from '../../record/run-file.ts';
import { RunSchema } from '../../record/run-schema.ts';
import { clusterCharts } from '../charts/cluster-charts.ts';
import { clusterOf } from '../figures/cluster.ts';
import { figuresOf } from '../figures/run-figures.ts';
import { sayCluster } from '../markdown/conclude/say-cluster.ts';
import { awayTitle, clusterTables, loseTitle, timeoutsTitle } from '../tables/cluster.ts';
import { textOf } from '../tables/table.ts';
import { lightSession } from '../testing/light-session.ts';

const MODE = 'streaming-kafka';

function outcome(setting: string, fault: string, over: Partial<SettingOutcome> = {}): SettingOutcome {
  const known = settingsOf(findMode(MODE)?.broker?.kind ?? '').find(({ name }) => name === setting)!;
  return {
    setting,
    promises: promiseOf(known, fault),
    attempted: 120,
    acknowledged: 100,
    refused: 10,
    unknown: 10,
    lost: 0,
    lostIds: [],
    doubled: 0,
    inverted: 0,
    acknowledgedMeanwhile: 40,
    noAcceptanceMs: 1500,
    noCompletionMs: 2000,
    errors: [{ text: 'REQUEST_TIMED_OUT', times: 10 }],
    ...over,
  };
}

function trial(fault: string, settings: SettingOutcome[], over: Partial<ClusterCell> = {}): Trial {
  const [one] = lightSession(1).trials;
  const cluster: ClusterCell = {
    nodes: 3,
    looks: 'records',
    injectedMs: 3000,
    healedMs: 8000,
    witness: '1 takes 2 for gone',
    completeMs: 1200,
    leaders: [
      { ms: 0, copies: 'acks-all-min-2', leader: 1 },
      { ms: 4200, copies: 'acks-all-min-2', leader: 2 },
    ],
    settings,
    ...over,
  };
  return { ...(one as Trial), id: `${MODE}-${fault}`, experiment: 'cluster', mode: MODE, fault, cluster };
}

const folderOf = (trials: Trial[], series: RunFolder['series'] = []): RunFolder => ({
  run: { ...lightSession(1), modes: [MODE], experiments: ['cluster'], trials, notRun: [] },
  series,
  latencies: () => null,
  histogramsIn: '',
  metrics: {},
});
const tableOf = (trials: Trial[], title: string) =>
  clusterTables(clusterOf(folderOf(trials))!).find((table) => table?.title === title);

test('a run without clusters tells nothing of them', () => {
  expect(clusterOf(folderOf([]))).toBeNull();
});

test('a setting that may lose is told with what it lost most under, with ids, or with the tries in which nothing was seen', () => {
  const trials = [
    trial('leader-killed', [outcome('acks-1', 'leader-killed'), outcome('own-retries', 'leader-killed')]),
    trial('leader-minority', [outcome('acks-1', 'leader-minority', { lost: 20, lostIds: ['acks-1-7', 'acks-1-8'] })]),
  ];
  const rows = tableOf(trials, loseTitle)!.rows.map(({ cells }) => cells.map(textOf));
  expect(rows[0]!.slice(1, 3)).toEqual(['20 of 100 lost, in 1 of 1 try', 'acks-1-7, acks-1-8']);
  expect(rows[1]![1]).toBe('not seen in 1 try, under 1 fault');
});

test('what the safest setting loses as well is told in its line alone, and the others with a loss that is their own', () => {
  const [power, cut] = ['unsynced-lost-all', 'one-way-cut'];
  const trials = [
    trial(power, [outcome('acks-all-min-2', power, { lost: 40 }), outcome('own-retries', power, { lost: 40 })]),
    trial(cut, [outcome('acks-all-min-2', cut), outcome('own-retries', cut, { lost: 6 })]),
  ];
  const rows = tableOf(trials, loseTitle)!.rows.map(({ cells }) => cells.slice(0, 2).map(textOf));
  expect(rows).toEqual([
    ['All nodes lose power at once', '40 of 100 lost, in 1 of 1 try'],
    ['The node that leads hears the others, and they do not hear it', '6 of 100 lost, in 1 of 1 try'],
  ]);
});

test('the number of nodes that may be lost is the one that was tried', () => {
  const trials = [
    trial('leader-killed', [outcome('acks-all-min-2', 'leader-killed')]),
    trial('two-killed', [outcome('acks-all-min-2', 'two-killed', { acknowledgedMeanwhile: 0 })]),
  ];
  expect(tableOf(trials, awayTitle)!.rows[0]!.cells.slice(0, 2)).toEqual(['1', '2']);
});

test('a loss that was promised not to happen is loud', () => {
  const bad = [
    trial('leader-killed', [outcome('acks-all-min-2', 'leader-killed', { lost: 3, lostIds: ['acks-all-min-2-1'] })]),
  ];
  const cells = clusterTables(clusterOf(folderOf(bad))!).flatMap(
    (table) => table?.rows.flatMap((row) => row.cells) ?? [],
  );
  expect(cells).toContainEqual({ loud: '3 of 100 lost, in 1 of 1 try' });
});

test('one chart for each fault has the records of each second and the moment another node led', () => {
  const one = trial('leader-killed', [outcome('acks-all-min-2', 'leader-killed')]);
  const row = (second: number) => ({
    trial: one.id,
    second,
    metric: 'accepted' as const,
    process: 'acks-all-min-2',
    value: 20,
  });
  const folder = folderOf([one], [row(0), row(1)]);
  const [chart] = clusterCharts(clusterOf(folder));
  expect(chart?.file).toBe('cluster-leader-killed.svg');
  expect(chart?.alt).toContain('1.2 s');
  expect(
    sayCluster(figuresOf(folder))
      .map(({ text }) => text)
      .join(' '),
  ).toContain('1 of 3 nodes may be killed');
});

test('a leader that is out of reach for a moment, and leads on, is no change', () => {
  const seen = [null, 1, null, 1, null, 2, null, 2, 1].map((leader, n) => ({
    ms: 3000 + 1000 * n,
    copies: 'acks-all-min-2',
    leader,
  }));
  const one = trial('flapping-link', [outcome('acks-all-min-2', 'flapping-link')], { leaders: seen });
  const row = { trial: one.id, second: 0, metric: 'accepted' as const, process: 'acks-all-min-2', value: 20 };
  const [course] = clusterOf(folderOf([one], [row]))!.courses;
  expect(course!.lines[0]!.changes).toEqual([5, 8]);
});

test('a stall stands beside what the timeouts in force add up to, and other timeouts are counted nowhere else', () => {
  const settings = { 'broker.session.timeout.ms': '9000', 'broker.heartbeat.interval.ms': '2000' };
  const fault = 'leader-killed';
  const client = { answerMs: 3000, againMs: 250 };
  const trials = [
    trial(fault, [outcome('acks-all-min-2', fault)], { client }),
    trial(fault, [outcome('acks-all-min-2', fault, { noAcceptanceMs: 8100 })], {
      client,
      timeouts: { name: 'defaults', settings },
    }),
  ];
  const folder = folderOf(trials);
  folder.run.versions = {
    node: 'v24',
    'kafka broker.session.timeout.ms': '1000',
    'kafka broker.heartbeat.interval.ms': '250',
  };
  const cluster = clusterOf(folder)!;
  const rows = clusterTables(cluster).find((table) => table?.title === timeoutsTitle)!.rows;
  expect(rows.map(({ cells }) => cells.slice(0, 2).map(textOf))).toEqual([
    ['1.50', '0.75 to 4.25'],
    ['8.10', '7.00 to 12.3'],
  ]);
  expect(cluster.cells.map(({ tries }) => tries)).toEqual([1]);
});

test('a stall that lies outside of what its timeouts add up to is told beside it', () => {
  const fault = 'leader-paused';
  const stood = (noAcceptanceMs: number) =>
    trial(fault, [outcome('acks-all-min-2', fault, { noAcceptanceMs })], { client: { answerMs: 3000, againMs: 250 } });
  const measured = (...ms: number[]) => textOf(tableOf(ms.map(stood), timeoutsTitle)!.rows[0]!.cells[0]!);
  expect(measured(9000, 14_900)).toBe('9.00 to 14.9'); // session 9 s less a heartbeat of 2 s, to 12 s and an answer
  expect(measured(9000, 15_100)).toBe('9.00 to 15.1; outside in 1 of 2 tries');
  expect(measured(3300)).toBe('3.30; outside in 1 of 1 try');
});

const kept = 'acks-all-min-2';
const said = (trials: Trial[]) =>
  sayCluster(figuresOf(folderOf(trials)))
    .map(({ text }) => text)
    .join(' ');

test.each([['unreadable'], ['unsettled']] as const)('what is %s is not kept, in no table and no sentence', (open) => {
  const fault = 'leader-killed';
  const trials = [
    trial(fault, [outcome(kept, fault)]),
    trial(fault, [outcome(kept, fault, { [open]: true, acknowledged: 70 })]),
  ];
  const [away] = tableOf(trials, awayTitle)!.rows;
  expect(away!.cells[1]).toBe('0');
  expect(textOf(away!.cells[2]!)).toContain('in 1 of 2 tries');
  const [, , matrix] = clusterTables(clusterOf(folderOf(trials))!);
  expect(matrix!.rows[0]!.cells[0]).toMatchObject({ loud: expect.stringContaining('nothing of 100; ') });
  expect(said(trials)).toContain(
    '0 of 100 acknowledged records were lost, under 1 fault of nodes (of 1 try it is not known)',
  );
  expect(said(trials)).not.toContain('killed nothing acknowledged was lost');
  const [, second] = trials;
  expect(tableOf([second!], awayTitle)!.rows[0]!.cells[2]).toContain('what was lost is not known');
});

test('what a run knows of its clusters is still known when it is read again', () => {
  const fault = 'leader-killed';
  const told = outcome(kept, fault, { unreadable: true, unsettled: true, refusedButThere: 1 });
  const timeouts = { name: 'defaults', settings: { 'broker.session.timeout.ms': '9000' } };
  const { run } = folderOf([trial(fault, [told], { timeouts, client: { answerMs: 3000, againMs: 250 } })]);
  expect(RunSchema.parse(JSON.parse(JSON.stringify(run))).trials[0]?.cluster).toEqual(run.trials[0]?.cluster);
});

test('a trial whose fault nothing proves is in no figure, and told as left out', () => {
  const fault = 'leader-killed';
  const trials = [
    trial(fault, [outcome(kept, fault)]),
    trial(fault, [outcome(kept, fault, { lost: 5, noAcceptanceMs: 9000 })], { witness: null }),
  ];
  const { cells, stalls, unproven } = clusterOf(folderOf(trials))!;
  expect(cells).toMatchObject([{ tries: 1, lost: 0, acknowledged: 100, noAcceptanceMs: [1500] }]);
  expect(stalls.flatMap(({ noAcceptanceMs }) => noAcceptanceMs)).not.toContain(9000);
  expect(unproven).toEqual([{ mode: MODE, fault, tries: 1 }]);
  const [, , matrix] = clusterTables(clusterOf(folderOf(trials))!);
  expect(matrix!.remarks.join()).toContain(
    'nothing proves that the fault happened: The node that leads is killed, 1 try',
  );
  expect(said(trials)).toContain('Left out, since nothing proves');
});

test('a record that was counted as refused and is there is told, loudly, and laid to nobody', () => {
  const fault = 'leader-killed';
  const trials = [trial(fault, [outcome(kept, fault, { refusedButThere: 2 })])];
  expect(tableOf(trials, 'Nodes break: every count')!.rows[0]!.cells).toContainEqual({ loud: '2' });
  expect(said(trials)).toContain('2 records were counted as refused, and are there.');
});

test('a setting that nobody could read any more is told as such, and not as one that lost nothing', () => {
  const fault = 'one-after-another';
  const rows = tableOf([trial(fault, [outcome('acks-all-min-1', fault, { unreadable: true })])], loseTitle)!.rows;
  expect(rows[0]!.cells.slice(0, 2).map(textOf)).toEqual([
    'A follower is away when the disk of the leader is lost',
    'nobody could read it any more, in 1 of 1 try',
  ]);
});

test('a fault that outlasted the orders is told as such beside their verdict', () => {
  const told = (healedMs: number) => {
    const one = trial('rolling-nodes', [], { looks: 'orders' });
    const timeline = { healedMs, loadEndMs: 14_400, standstillMs: 530 } as Trial['timeline'];
    const title = 'Nodes break under the services: every order judged';
    return textOf(tableOf([{ ...one, timeline }], title)!.rows[0]!.cells[0]!);
  };
  expect(told(24_000)).toContain('stood still for 0.53 s, healed only when nobody ordered any more');
  expect(told(9000)).not.toContain('nobody ordered');
});
