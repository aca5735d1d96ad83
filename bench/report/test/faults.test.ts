import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkers } from '../../checkers/all.ts';
import { faults, faultTitle } from '../../faults/all.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import { terminalSummary } from '../terminal/terminal-summary.ts';
import { cells, rendered, row } from '../testing/rendered.ts';
import { checkTitle } from '../words/names.ts';

const some = ['none', 'kill-inventory', 'broker-kill', 'redeliver', 'network:cut', 'poison'];
const find = (run: RunFile, id: string): Trial => {
  const trial = run.trials.find((each) => each.id === id);
  if (trial === undefined) throw new Error(`the sample has no trial ${id}`);
  return trial;
};
const judge = (run: RunFile, id: string, check: string, outcome: string) =>
  Object.assign(find(run, id).verdicts.find((each) => each.check === check) ?? {}, { outcome, because: 'made up' });

test('every fault and every check of the lab has plain words', () => {
  for (const fault of Object.keys(faults)) expect(faultTitle(fault), fault).not.toMatch(/^Fault /);
  for (const check of checkers.keys()) expect(checkTitle(check), check).not.toBe(check);
  expect(faultTitle('redeliver+poison')).toBe(
    'The same order is delivered twice, and messages that cannot be processed',
  );
});

test('a cell of the matrix says verdict, what clients saw, what became of the data, and how long it took', async () => {
  const { report, comparison } = await rendered({ failures: some });
  for (const text of [report, comparison]) {
    const [sync, queue] = cells(text, 'kill-inventory');
    expect(sync).toMatch(
      /^✓ holds, 3 of 3 seeds \(only \d+ of \d+ accepted, \d+% over all seeds\)<br>\d+ of \d+ answered 5xx(?: \(kept as failed\))?(, and \d+ more before or after it)?<br>nothing lost or doubled<br>working again [0-9.]+ s/,
    );
    expect(queue).toMatch(/^✓ holds, 3 of 3 seeds<br>all \d+ accepted<br>nothing lost or doubled<br>caught up /);
    expect(cells(text, 'redeliver')[1]).toMatch(/all \d+ accepted before it<br>nothing lost or doubled$/);
  }
});

test('a cell tells what its other seeds would hide', async () => {
  const { report } = await rendered({
    failures: some,
    change: ({ trials }) => {
      for (const trial of trials) {
        const { timeline, block, mode, fault, kind } = trial;
        if (timeline === null || kind !== 'ordinary' || fault !== 'kill-inventory') continue;
        if (mode === 'sync-rest' && block === 2) Object.assign(timeline, { healedMs: timeline.injectedMs + 2000 });
        if (mode === 'async-rabbitmq' && block === 2) trial.requests.accepted -= 1;
        if (mode === 'streaming-kafka' && block === 3) timeline.drainedMs = timeline.healedMs + 90_000;
      }
    },
  });
  const [calls, queue, log] = cells(report, 'kill-inventory');
  expect(calls).toMatch(/over all seeds; the fault lasted 2\.00 to [0-9.]+ s\)/);
  expect(queue).toContain('✓ holds, 3 of 3 seeds (1 not accepted over all seeds)<br>all ');
  expect(log).toContain('with another seed, modes beside each other, 90.0 s)');
  expect(report).toMatch(/async-rabbitmq: under .* every order of every seed was accepted/);
});

test('an order whose client was answered 5xx is told as kept where as many are stored as failed, and not where they are not', async () => {
  const told = async (kept: (failed: number) => number) => {
    const { report, comparison } = await rendered({
      failures: some,
      change: ({ trials }) => {
        for (const { orders, requests } of trials) orders.failed = kept(requests.failed);
      },
    });
    const sentence = /The inventory service is killed:\* (.*)/.exec(report)?.[1];
    return [cells(report, 'kill-inventory')[0], sentence, comparison].map((text) => text?.includes(KEPT));
  };
  const KEPT = 'answered 5xx (kept as failed)';
  expect(await told((failed) => failed)).toEqual([true, true, true]);
  expect(await told(() => 0)).toEqual([false, false, false]);
});

test('what cannot happen or was not run is no pass, and says why', async () => {
  const { report } = await rendered({ failures: some });
  expect(cells(report, 'broker-kill')[0]).toBe('– not applicable (note 1)');
  expect(report).toContain('1. there is no broker between the services, so that none can be killed');
  expect(cells(report, 'disk-full')).toEqual(['**not run**', '**not run**', '– skipped: no prlimit here']);
});

test('one violated seed among three cannot be missed', async () => {
  const { report, folder } = await rendered({
    failures: some,
    change: (run) => judge(run, 'async-rabbitmq-failure-network-cut-b3', 'lost', 'violated'),
  });
  expect(report).toContain('**Verdict of the run: ✗ VIOLATED.**');
  expect(report).toContain('**✗ VIOLATED: lost** in async-rabbitmq, fault `network:cut`: made up.');
  expect(cells(report, 'network:cut')[1]).toMatch(
    /^\*\*✗ VIOLATED, 1 of 3 seeds\*\*<br>.*<br>\*\*acknowledged orders are gone \(lost\)\*\*<br>/,
  );
  expect(report).toMatch(
    /\*\*Faults\.\*\*\n(?: {2}- .*\n)*? {2}- async-rabbitmq: under .*\*\*✗ VIOLATED\*\* under: Answers are cut off in the middle/,
  );
  expect(row(report, 'lost')[2]).toMatch(/^\*\*✗ VIOLATED in 1\*\*, ✓ \d+$/);
  expect(folded(report)).not.toContain('### Answers are cut off in the middle');
  expect(await terminalSummary(folder)).toContain('✗ VIOLATED: acknowledged');
});

test('one that could not be judged is neither a pass nor a violation', async () => {
  const { report } = await rendered({
    failures: some,
    change: (run) => judge(run, 'sync-rest-failure-poison-b2', 'witness', 'unknown'),
  });
  expect(report).toContain('**Verdict of the run: ? unknown.**');
  expect(cells(report, 'poison')[0]).toMatch(/^\*\*\? unknown, 1 of 3 seeds.*\*\*<br>.*could not be judged: witness/);
  expect(report).toContain('### What could not be judged');
});

test('figures are those of the first block, verdicts those of all', async () => {
  const { run, report } = await rendered({ failures: some });
  const part = report.slice(report.indexOf('### The inventory service is killed'));
  const trial = find(run, 'async-rabbitmq-failure-kill-inventory-b1');
  expect(row(part, 'orders due and not finished, peak')[1]).toBe(String(trial.timeline?.unfinishedPeak));
  expect(row(part, 'verdict (worst of its checks)')[1]).toBe('✓ holds (21 of 21 checks, 3 seeds)');
  const noticed = 'first noticed by a client (limit 250 ms), after injection (s)';
  expect(row(part, noticed)).toEqual(['0.12', 'never', 'never']);
  expect(row(part, 'slowest orders back to normal (limit 250 ms) after healing (s)')[0]).toBe('0.90');
  expect(row(part, 'extra waiting of accepted orders (order-seconds)')).toEqual(['12.5', '1480', '1480']);
  expect(row(part, 'drain rate, once orders flowed (orders/s)')).toEqual(['too short to tell', '640', '640']);
  expect(row(part, 'repeated deliveries and calls ignored')).toEqual(['3', '3', '3']);
});

test('the faults asked for most stand open and first, the others are folded away', async () => {
  const { report } = await rendered({ failures: some });
  expect(folded(report)).toContain('### Answers are cut off in the middle');
  expect(folded(report)).toContain('### No fault (the control)');
  expect(folded(report)).not.toContain('### The broker is killed');
  expect(report.indexOf('### The broker is killed')).toBeLessThan(report.indexOf('### Answers are cut off'));
});

test('the timeouts in force stand beside the defaults', async () => {
  const { report } = await rendered({ failures: some });
  expect(report).toMatch(/\| Kafka session +\| \*\*2000 ms\*\* +\| 30 s \(kafkajs/);
});

test('of a run that did not keep its timeouts one by one the report says so, and guesses none', async () => {
  const { report } = await rendered({
    failures: some,
    change: (run) => {
      delete run.recovery;
    },
  });
  expect(report).toContain('Not recorded: this run was written before the lab kept them one by one.');
  expect(report).not.toMatch(/\| Kafka session/);
});

test('a whole standard run stays small', async () => {
  const ofOneNode = Object.values(faults).filter((fault) => !('ofNodes' in fault) && !fault.ofPayment);
  const { report, folder } = await rendered({ failures: ofOneNode.map(({ name }) => name) });
  expect(report.length).toBeLessThan(190_000);
  const pictures = await readdir(join(folder, 'charts'));
  expect(pictures.length).toBeGreaterThan(25);
  const sizes = await Promise.all(pictures.map(async (file) => (await stat(join(folder, 'charts', file))).size));
  expect(report.length + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
  expect((await terminalSummary(folder)).length).toBeLessThan(20_000);
}, 120_000); // thirty charts, twice planned

/** Headings that are directly followed by something folded. */
function folded(report: string): string[] {
  return [...report.matchAll(/^(### .*)\n\n<details>/gm)].map(([, heading]) => heading ?? '');
}

test('the control has its own title: it is a fault that stands in the list, and no combination of none', () => {
  expect(faultTitle('none')).toBe('No fault (the control)');
});

test('caught up is one figure, in the matrix and in the table of the fault', async () => {
  const { report } = await rendered({ failures: some });
  const part = report.slice(report.indexOf('### The inventory service is killed'));
  const inTable = row(part, 'caught up after healing: the later of both (s)');
  const inMatrix = cells(report, 'kill-inventory').map(
    (cell) => /(?:caught up|working again) ([0-9.]+) s/.exec(cell)?.[1],
  );
  expect(inTable).toEqual(inMatrix);
});

test('an older run, which looked at accepted orders alone, says nothing of how soon a mode without any caught up', async () => {
  const { report } = await rendered({
    failures: some,
    change: ({ trials }) => {
      for (const { timeline } of trials) delete timeline?.unfinishedPeak;
    },
  });
  const part = report.slice(report.indexOf('### The inventory service is killed'));
  expect(row(part, 'caught up after healing: the later of both (s)')[0]).toBe('not recorded');
  const [sync, queue] = cells(report, 'kill-inventory');
  expect(sync).not.toContain('caught up');
  expect(queue).toContain('caught up');
});
