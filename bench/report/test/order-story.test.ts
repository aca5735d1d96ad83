import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunFile } from '../../record/run-file.ts';
import type { TrialUse } from '../../record/trial-use.ts';
import { lanePlan } from '../charts/order-lanes.ts';
import { type Story, storiesOf } from '../figures/stories.ts';
import { rendered, row, trialOf } from '../testing/rendered.ts';
import { xmlFault } from '../testing/xml-fault.ts';

const story = (orderId = 'order-7'): Story => ({
  orderId,
  completed: 4000,
  stages: [
    { lane: 'client', what: 'request on its way', from: 0, to: 900 },
    { lane: 'orders', what: 'handler', from: 900, to: 920 },
    { lane: 'orders', what: 'store commit', from: 920, to: 1000 },
    { lane: 'broker', what: 'queue wait', from: 1000, to: 3980 },
  ],
});
const told = (run: RunFile) => void (trialOf(run, 'latency', 'async-rabbitmq').story = story());

test('a run whose services kept stamps shows where one order spent its time', async () => {
  const { report, folder } = await rendered({ change: told });
  const section = report.slice(report.indexOf("## Where one order's time went"));
  expect(section).toContain('![One lane per service');
  expect(row(section, '4')).toEqual(['broker', 'queue wait', '2.98', '75%']);
  expect(section).toMatch(/all stages +\| 3\.98 +\| >99%/);
  expect(section).toContain('the median order of this trial, in which the services wrote stamps');
  const svg = await readFile(join(folder, 'charts', 'order-lanes.svg'), 'utf8');
  expect(xmlFault(svg)).toBeNull();
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  for (const words of ['4 queue wait', 'RabbitMQ queues (async-rabbitmq): 4.00 ms']) expect(svg).toContain(words);
});

test('a mode whose stamps did not add up is named', async () => {
  const wanted = (run: RunFile) => {
    trialOf(run, 'latency', 'streaming-kafka').variation = { kind: 'story', value: 0 };
  };
  const { report } = await rendered({ change: wanted });
  expect(report).toContain('Not shown: streaming-kafka, whose stamps did not add up.');
});

test('a run without stamps has no such section', async () => {
  const { report } = await rendered();
  expect(report).not.toContain("Where one order's time went");
});

const late: TrialUse = {
  usable: false,
  why: { kind: 'generator', doubts: [{ kind: 'busy', cpuShare: 0.8 }] },
};

test('a trial made for latency is preferred to the control of the faults, and either to a void one', async () => {
  const { run } = await rendered({ change: told });
  const control = { ...trialOf(run, 'failure', 'async-rabbitmq'), story: story('of the control') };
  const both = { ...run, trials: [control, ...run.trials] };
  expect(storiesOf(both).map(({ story: { orderId } }) => orderId)).toEqual(['order-7']);
  trialOf(run, 'latency', 'async-rabbitmq').use = late;
  expect(storiesOf(both).map(({ story: { orderId } }) => orderId)).toEqual(['of the control']);
});

test('the story of a void trial is shown as such', async () => {
  const spoil = (run: RunFile) => {
    told(run);
    trialOf(run, 'latency', 'async-rabbitmq').use = late;
  };
  const { report, folder } = await rendered({ change: spoil });
  expect(report).toContain('**VOID, an example only:** the generator used 80% of a core.');
  expect(await readFile(join(folder, 'charts', 'order-lanes.svg'), 'utf8')).toContain('in a VOID trial');
});

test('stages have lanes in the order of the way, and words only where they fit', () => {
  const { lanes, stepMs, endMs, bars } = lanePlan(story(), 800);
  expect([lanes, stepMs, endMs]).toEqual([['client', 'orders', 'broker'], 0.5, 4]);
  expect(bars.map(({ text, inside }) => [text, inside])).toEqual([
    ['1 request on its way', true],
    ['2', false],
    ['3', true],
    ['4 queue wait', true],
  ]);
});

test('numbers above bars never lie on each other', () => {
  const stages = Array.from({ length: 12 }, (_, n) => ({ lane: 'orders' as const, what: 'a', from: n, to: n + 1 }));
  const { bars } = lanePlan({ orderId: 'o', completed: 10_000, stages }, 800);
  const centres = bars.map(({ centre }) => centre);
  for (const [index, centre] of centres.slice(1).entries()) {
    expect(centre - (centres[index] ?? 0)).toBeGreaterThan(10);
  }
});
