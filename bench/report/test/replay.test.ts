import { expect, test } from 'vitest';
import type { RunFolder } from '../../record/read-run.ts';
import type { ReplayEvidence, RunFile } from '../../record/run-file.ts';
import { drainsOf } from '../figures/replay.ts';
import { terminalSummary } from '../terminal/terminal-summary.ts';
import { rendered, row, trialOf } from '../testing/rendered.ts';

const first = (run: RunFile): ReplayEvidence => {
  const [replay] = trialOf(run, 'replay', 'streaming-kafka').replays;
  if (replay === undefined) throw new Error('the sample has no rebuild of streaming-kafka');
  return replay;
};
const label = 'streaming-kafka: analytics-from-earliest';

test('one row per mode and rebuild says whether, from where, equal, how long, at what price and what is lost', async () => {
  const { report, comparison, folder } = await rendered();
  for (const text of [report, comparison]) {
    const [, can, from, equal, time, live, limits] = row(text, label);
    expect([can, equal, limits]).toEqual(['yes', 'yes; not a row changed', 'none known']);
    expect(from).toContain('analytics-service');
    expect(time).toBe(
      "1.87 s for 8420 records (9120/s while they flowed, at least 83% of an empty handler's 11,000/s)",
    );
    expect(live).toMatch(
      /^50\/s: p50 2\.10 → n\/a \(160 samples\); p99 n\/a \(1200 → 160 samples\); longest [0-9.]+ → [0-9.]+$/,
    );
    expect(row(text, 'sync-rest: api-page-by-page')[3]).toBe('the same rows, read again');
    expect(row(text, 'sync-rest: api-page-by-page')[6]).toBe(
      'can never tell: through which states an order went, and when',
    );
    expect(row(text, 'sync-rest: api-page-by-page')[4]).toContain('86 calls to services');
    expect(row(text, 'streaming-kafka: inventory-absorbs')[3]).toBe('yes; not a row changed, 4210 duplicates ignored');
    expect(row(text, 'async-rabbitmq: RabbitMQ queues')[1]).toBe('no');
  }
  expect(await terminalSummary(folder)).toContain('streaming-kafka: after-retention');
});

test('where too few live orders arrived for a median it is told how many did, and how many it needs', async () => {
  const { report } = await rendered();
  expect(report).toContain(
    'Live orders in streaming-kafka: a p50 needs 200 before a rebuild and as many during it, and at most 160 arrived during one; this run does not say',
  );
});

test('how many orders a history tells of is told with the mode', async () => {
  const { report } = await rendered({
    change: (run) => {
      trialOf(run, 'replay', 'sync-rest').orders.accepted = 10_205;
    },
  });
  expect(report).toMatch(/Orders that the history tells of: .*sync-rest 10,205\b.* streaming-kafka \d/);
});

test('with a gap nothing is called complete or equal, even when the digests agree', async () => {
  const { report } = await rendered();
  const cells = row(report, 'streaming-kafka: after-retention');
  expect(cells[1]).toBe('in part');
  expect(cells[3]).toBe('**incomplete: 1000 records below offset 500 of orders/0 and orders/1 are gone**');
  expect(cells.join(' ')).not.toMatch(/\b(complete|equal)\b/);
  expect(report).toContain('unreadable in streaming-kafka, after-retention: orders/1 offset 733: not valid JSON');
});

test('records that were removed on purpose make a rebuild no worse: it is told beside those that had to be equal', async () => {
  const removed = (run: RunFile) => {
    for (const { replays } of run.trials)
      for (const replay of replays) if (replay.gaps.length > 0) replay.removedFirst = true;
  };
  const sentence = (report: string) =>
    report.split('\n').find((line) => line.includes('streaming-kafka: ') && line.includes('digest for digest'));
  const planned = await rendered({ change: removed });
  expect(sentence(planned.report)).toMatch(
    /streaming-kafka: the one rebuild came out equal, .*; read again without effect, not a row changed: inventory-absorbs/,
  );
  expect(sentence(planned.report)).toContain(
    'without the records that were removed first, and told so: after-retention',
  );
  const andMore = await rendered({
    change: (run) => {
      removed(run);
      for (const { replays } of run.trials)
        for (const replay of replays) if (replay.gaps.length > 0) Object.assign(replay, { removed: [] });
    },
  });
  expect(sentence(andMore.report)).toContain('**incomplete**: after-retention');
  const unplanned = await rendered();
  expect(sentence(unplanned.report)).toMatch(/streaming-kafka: \d of \d rebuilds came out equal/);
  expect(sentence(unplanned.report)).toContain('**incomplete**: after-retention');
});

test('a rate of records that flowed for a fifth of a second or less is no rate, and no ceiling either', async () => {
  const quick = await rendered({ change: (run) => Object.assign(first(run), { recordsPerSecond: 100_000 }) });
  expect(row(quick.report, label)[4]).toBe('1.87 s for 8420 records (too short for a rate)');
  const empty = await rendered({ change: (run) => Object.assign(first(run), { ceilingPerSecond: 1_113_204 }) });
  expect(row(empty.report, label)[4]).toBe('1.87 s for 8420 records (9120/s while they flowed)');
});

test('where there is no rate it is told why, and an older file, that does not know, says no more than it knows', async () => {
  const time = async (own: Partial<ReplayEvidence>) => {
    const { report } = await rendered({
      change: (run) => Object.assign(first(run), { ceilingPerSecond: null, ...own }),
    });
    return row(report, label)[4];
  };
  expect(await time({ recordsPerSecond: null })).toBe('1.87 s for 8420 records (too short for a rate)');
  expect(await time({ recordsPerSecond: null, flowTimed: false })).toBe(
    '1.87 s for 8420 records (no rate: publishing them is in it)',
  );
  const older = { change: (run: RunFile) => void delete first(run).flowTimed };
  expect(row((await rendered(older)).report, label)[4]).toMatch(/\(9120\/s, at least 83% of/);
  const untimed = (run: RunFile) => {
    older.change(run);
    Object.assign(first(run), { recordsPerSecond: null });
  };
  expect(row((await rendered({ change: untimed })).report, label)[4]).toBe('1.87 s for 8420 records (no rate)');
});

test('another digest, a changed row and an empty rebuild are each told', async () => {
  const other = await rendered({ change: (run) => Object.assign(first(run), { digest: 'beef' }) });
  expect(row(other.report, label)[3]).toBe('**NO: another digest**');
  expect(other.report).toContain('do not rely on it, analytics-from-earliest came out wrong');
  const rows = await rendered({ change: (run) => Object.assign(first(run), { rowsAfter: { orders: 4211 } }) });
  expect(row(rows.report, label)[3]).toContain('ROWS CHANGED (notifications 4210 → none, orders 4210 → 4211');
  expect(rows.report).toMatch(/\| orders +\| 4210 +\| 4211 +\| \*\*YES\*\*/);
  const empty = { records: 0, digest: '', expectedDigest: '' };
  const nothing = await rendered({ change: (run) => Object.assign(first(run), empty) });
  expect(row(nothing.report, label)[3]).toBe('**NO: nothing was read**');
});

test('the decision follows from the rebuilds', async () => {
  const { report } = await rendered();
  const [, decision = ''] = /Decision:([\s\S]*?)\n- /.exec(report) ?? [];
  expect(decision).toMatch(
    /sync-rest: the result yes, the past no \(api-page-by-page, at the price of up to \d+ calls to services\)/,
  );
  expect(decision).toContain('streaming-kafka: yes, from consumer group analytics-service');
  expect(decision).toContain('1 of 5 rebuilds (in streaming-kafka) met a gap and stayed incomplete');
});

test('lag and drain stand in a table and two charts', async () => {
  const { report } = await rendered();
  expect(row(report, 'lag at its peak (messages)')[0]).toBe('1040');
  expect(row(report, 'broker and counters apart, at most')[0]).toBe('40 (50 samples)');
  expect(report).toContain('(charts/lag-and-drain.svg)');
  expect(report).toContain('(charts/lag-by-consumer.svg)');
});

test('figures of a void replay are not used, its proof is', async () => {
  const spoil = (run: RunFile) =>
    Object.assign(trialOf(run, 'replay', 'streaming-kafka'), {
      use: { usable: false, why: { kind: 'failed', error: 'the disk was full' } },
    });
  const { report } = await rendered({ change: spoil });
  const [, can, , , time, live] = row(report, label);
  expect([can, time, live]).toEqual(['yes', '**void**', '**void**']);
  expect(report).toContain('void: replay-none-streaming-kafka-1: it could not be run to its end: the disk was full');
});

test('a drain whose messages flowed for less than can be told has no rate, as that of an older run had with its start-up', () => {
  const drain = { drainedPerSecond: 340, drainSeconds: 0.57, liftedSecond: 5.9, orders: 500, throttlePerSecond: 60 };
  const samples = (end: number) => [
    { second: 6.3, broker: 195, services: 0 },
    { second: end, broker: 0, services: 0 },
  ];
  const rateOf = (end: number) => {
    const trial = { mode: 'async-rabbitmq', use: { usable: true }, drain: { ...drain, samples: samples(end) } };
    const folder = { run: { modes: ['async-rabbitmq'], trials: [trial] }, series: [] } as unknown as RunFolder;
    return drainsOf(folder)[0]?.perSecond;
  };
  expect(rateOf(6.4)).toBeNull();
  expect(rateOf(7.3)).toBe(340);
});

test('equal sums with other events behind them are not the same, and the events of a rebuild are told with it', async () => {
  const saying = (events: ReplayEvidence['events']) => ({
    change: (run: RunFile) => Object.assign(first(run), { hands: 'events', events }),
  });
  const same = await rendered(saying({ orders: 4210, differ: 0, digest: 'e1', expectedDigest: 'e1' }));
  expect(row(same.report, label)[3]).toBe('yes, the events of 4210 orders one by one; not a row changed');
  const other = await rendered(saying({ orders: 4210, differ: 2, digest: 'e2', expectedDigest: 'e1' }));
  expect(row(other.report, label)[3]).toBe('**NO: other events of 2 orders**');
  expect(other.report).toContain('of 2 they say something else');
});
