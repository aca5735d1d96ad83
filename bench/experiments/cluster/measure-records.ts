import { setTimeout } from 'node:timers/promises';
import type { Broker } from '../../brokers/broker.ts';
import type { BrokerCluster } from '../../brokers/cluster.ts';
import { promiseOf, settingsOf } from '../../brokers/promises/promises.ts';
import { acknowledgedSurvives } from '../../checkers/acknowledged-survives.ts';
import { witness } from '../../checkers/witness.ts';
import { untilWhole } from '../../faults/nodes/node-fault.ts';
import type { Session } from '../../lab/session.ts';
import type { ClusterCell } from '../../record/cluster-cell.ts';
import type { Operation } from '../../record/history.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { SeriesRow } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { ClusterAsk } from '../plan/cluster-steps.ts';
import type { TrialPlan } from '../plan/trial-plan.ts';
import { unjudged } from '../trial/failed-trial.ts';
import { proofOf, step, untilInjection } from '../trial/inject-and-heal.ts';
import { AGAIN_MS, ANSWER_MS } from './bare/bare.ts';
import { bareClients } from './bare/clients.ts';
import { readAtTheEnd } from './read-at-the-end.ts';
import { readTwice } from './read-twice.ts';
import { outcomeOf } from './setting-outcome.ts';
import { watchView } from './view-watch.ts';
import { wholeSettings } from './whole-settings.ts';
import { type NumberedRecord, writeAlong } from './write-along.ts';

/** Who reads along has caught up by then, or will not. */
const CATCH_UP_MS = 3000;

/**
 * Every setting of one broker under one fault of its nodes, at the same time:
 *
 *   make topics or queues ▸ write and read along ▸ inject ▸ heal ▸ all copies whole ▸ read everything ▸ judge
 */
export async function measureRecords(
  session: Session,
  plan: TrialPlan,
  { fault, size, timeouts }: ClusterAsk,
  { broker, cluster }: { broker: Broker; cluster: BrokerCluster },
): Promise<TrialRecord> {
  const { kind } = broker;
  const { id, load, faultAt, seed } = plan;
  const settings = settingsOf(kind);
  const prefix = `${session.id}-${plan.number}.`;
  const client = bareClients[kind]?.({ nodes: cluster.nodes, url: broker.url, prefix, settings });
  if (!client || !faultAt) throw new Error(`${kind} has no small clients.`);
  const recorder = new Recorder(id);
  const ground = { kind, cluster, recorder, prefix };
  const ends = { us: Number.POSITIVE_INFINITY };
  await client.make(cluster.nodes[seed % cluster.nodes.length] as (typeof cluster.nodes)[number]);
  try {
    if ((await untilWhole(ground)) === null) throw new Error('The copies of the topics or queues never were complete.');
    const before = await copiesNow(cluster);
    const view = watchView(cluster, prefix);
    const alongUs = new Map<string, number>();
    await client.follow((read) => {
      if (!alongUs.has(read)) alongUs.set(read, nowUs());
    });
    const history: Operation[] = [];
    const targets = settings.map((setting) => ({ setting, target: client.open(setting) }));
    const startUs = nowUs() + 200_000;
    const writing = targets.map(({ setting, target }) =>
      writeAlong(
        target,
        {
          trial: id,
          setting,
          survives: promiseOf(setting, fault.name) === 'survives',
          ratePerSecond: load.ratePerSecond,
          startUs,
          ends,
        },
        history,
      ),
    );
    const until = (second: number) => setTimeout(Math.max(0, second * 1000 - (nowUs() - startUs) / 1000));
    const part = { name: fault.name, leadSeconds: fault.leadSeconds, fault: fault.ofNodes(ground) };
    await untilInjection(faultAt.inject, [part], until);
    const injectedUs = nowUs();
    const struckUs = await step(recorder, 'inject', part);
    await until(faultAt.heal);
    const healingUs = nowUs();
    const healedUs = await step(recorder, 'heal', part);
    ends.us = healedUs + size.after * 1e6; // however long a node took to come back, what follows is seen
    const evidence = await proofOf(recorder, part);
    const records = await Promise.all(writing);
    const kept = settings.filter((setting) => promiseOf(setting, fault.name) === 'survives');
    const isAllWhole = (await untilWhole(ground)) !== null;
    const copies = { before: before ?? [], now: isAllWhole ? null : await copiesNow(cluster) };
    const whole = isAllWhole ? settings : wholeSettings(settings, client.copiesOf, copies);
    await untilRead(records.flat(), alongUs);
    await view.stop();
    await Promise.all(targets.map(({ target }) => target.close()));
    const read = await readTwice(client, settings, (setting) =>
      (records[settings.indexOf(setting)] ?? []).flatMap(({ id, written }) => (written?.type === 'ok' ? [id] : [])),
    );

    const span = { injected: injectedUs, struck: struckUs, healing: healingUs, end: ends.us };
    const outcomes = settings.map((setting, index) => {
      const found = { there: read[index] ?? null, isWhole: whole.includes(setting), alongUs };
      return outcomeOf(setting, fault.name, records[index] ?? [], found, span);
    });
    const operations = recorder.mergedWith(history);
    const judged = {
      mode: plan.mode,
      fault: fault.name,
      history: operations,
      final: readAtTheEnd(outcomes, read),
    };
    const ms = (us: number) => Math.round((us - startUs) / 1000);
    const sum = (count: 'attempted' | 'acknowledged' | 'refused' | 'unknown') =>
      outcomes.reduce((all, outcome) => all + outcome[count], 0);
    const cell: ClusterCell = {
      nodes: cluster.nodes.length,
      ...(timeouts && { timeouts: { name: timeouts.name, settings: timeouts.settings } }),
      client: { answerMs: ANSWER_MS, againMs: AGAIN_MS },
      looks: 'records',
      injectedMs: ms(injectedUs),
      healedMs: ms(healedUs),
      witness: evidence,
      completeMs: view.wholeIn({
        fromUs: healedUs,
        mayVanish: (name) => !kept.some((setting) => client.copiesOf(setting).includes(name)),
      }),
      leaders: view.leaders(
        startUs,
        (copies) => settings.find((setting) => client.copiesOf(setting)[0] === copies)?.name ?? null,
      ),
      settings: outcomes,
    };
    return {
      trial: {
        ...unjudged(plan),
        requests: {
          ...unjudged(plan).requests,
          sent: sum('attempted'),
          accepted: sum('acknowledged'),
          refused: sum('refused'),
          failed: sum('unknown'),
        },
        load: { ...load, seconds: Math.round((ends.us - startUs) / 1e5) / 10 },
        cluster: cell,
        verdicts: [acknowledgedSurvives.check(judged), witness.check(judged)],
      },
      operations: operations.filter(worthKeeping(outcomes.flatMap(({ lostIds }) => lostIds))),
      final: null,
      latencies: null,
      window: { startMs: 0, endMs: 0 },
      series: plan.block === 1 ? secondsOf(id, records.flat(), alongUs, startUs) : [],
      analytics: null,
    };
  } finally {
    ends.us = Math.min(ends.us, nowUs()); // also where something went wrong half way
    await client.remove();
  }
}

/** Where all copies are, as the brokers tell it; null: none does. */
const copiesNow = async (cluster: BrokerCluster) => (await cluster.view())?.copies ?? null;

async function untilRead(records: readonly NumberedRecord[], alongUs: ReadonlyMap<string, number>): Promise<void> {
  const until = performance.now() + CATCH_UP_MS;
  const waits = () => records.some(({ id, written }) => written?.type === 'ok' && !alongUs.has(id));
  while (waits() && performance.now() < until) await setTimeout(100);
}

/** Thousands of records were taken and are there: kept is what was done to the nodes, and what was lost. */
const worthKeeping = (lostIds: readonly string[]) => {
  const lost = new Set(lostIds);
  return ({ f, key }: Operation) => f !== 'write' || lost.has(key);
};

/** Per second and setting: acknowledged in it, and read in it by who reads along. */
function secondsOf(
  trial: string,
  records: readonly NumberedRecord[],
  alongUs: ReadonlyMap<string, number>,
  startUs: number,
): SeriesRow[] {
  const counts = new Map<string, SeriesRow>();
  const count = (metric: 'accepted' | 'completed', process: string, us: number) => {
    const second = Math.floor((us - startUs) / 1e6);
    const key = `${metric} ${process} ${second}`;
    const row = counts.get(key) ?? { trial, second, metric, process, value: 0 };
    row.value++;
    counts.set(key, row);
  };
  for (const { id, setting, answered, written } of records) {
    if (written?.type === 'ok' && answered !== null) count('accepted', setting, answered);
    const readUs = alongUs.get(id);
    if (readUs !== undefined) count('completed', setting, readUs);
  }
  return [...counts.values()].toSorted((a, b) => a.second - b.second);
}
