import { judge } from '../../checkers/judge.ts';
import { finalReads, readProducts } from '../../lab/final-reads.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import { getJson } from '../../lab/service-client.ts';
import type { Session } from '../../lab/session.ts';
import { blankTrial } from '../../record/blank-trial.ts';
import { nowUs, Recorder } from '../../record/recorder.ts';
import type { ReplayEvidence, Trial } from '../../record/run-file.ts';
import type { TrialRecord } from '../../record/trial-record.ts';
import type { ReplaySize } from '../plan/profiles.ts';
import type { TrialOptions, TrialPlan } from '../plan/trial-plan.ts';
import { countOrders, countRequests, type Journey, journeysOf } from '../trial/journey.ts';
import { startOrderLoad } from '../trial/order-load.ts';
import { withTrialLab } from '../trial/trial-lab.ts';
import { secondsOf } from '../watch/backlog.ts';
import { watchLag } from '../watch/lag.ts';
import { placeOldVersion, placePoison } from '../watch/log-oddities.ts';
import { readAlong } from './read-along.ts';
import { type Rebuilding, rebuilds } from './rebuilds.ts';

const QUIESCENCE_MS = 120_000;

/**
 * Orders pile up before a throttled inventory and are worked off; then everything that happened is rebuilt in every
 * way the medium knows, and each result is compared with what the services say of themselves.
 */
export function runReplayTrial(
  session: Session,
  plan: TrialPlan,
  size: ReplaySize,
  options: TrialOptions,
): Promise<TrialRecord> {
  const throttle = { LAB_CONSUME_PER_SECOND: String(size.throttlePerSecond) };
  return withTrialLab(
    session,
    plan,
    options,
    (lab) => replay(session, plan, size, options, lab),
    plan.mode.cannot.consume === undefined ? { inventory: throttle } : {},
  );
}

async function replay(
  session: Session,
  plan: TrialPlan,
  size: ReplaySize,
  options: TrialOptions,
  lab: Lab,
): Promise<TrialRecord> {
  const { id, mode, load } = plan;
  const recorder = new Recorder(id);
  const catalogue = await readProducts(lab);
  const sources = lab.operator.sources();
  for (const source of sources) await source.prepare?.();
  const live = await readAlong(lab);

  const startUs = nowUs();
  const lag = mode.cannot.consume !== undefined ? null : watchLag(lab, startUs);
  const phases = [{ name: 'measured', ratePerSecond: load.ratePerSecond, seconds: load.seconds, measured: true }];
  const orders = startOrderLoad(session, lab, { trial: id, prefix: id, phases, seed: plan.seed, catalogue });
  const result = await orders.run.done;
  const drain = lag ? await lag.lift(size) : null;
  await untilQuiescent(lab, QUIESCENCE_MS);
  if (mode.medium.kind === 'log') {
    await placePoison(lab, recorder);
    await placeOldVersion(lab);
    await untilQuiescent(lab, QUIESCENCE_MS);
  }

  const replays: ReplayEvidence[] = [];
  const liveOperations: ReturnType<typeof orders.operations> = [];
  const wanted = ({ name }: Rebuilding) =>
    options.from.length === 0 || options.from.some((part) => name.includes(part));
  for (const rebuilding of rebuilds(lab, sources, live, { tamper: options.tamper, startUs }).filter(wanted)) {
    session.say(`        ${rebuilding.name} …`);
    const { evidence, operations } = await rebuilding.run({
      session,
      plan,
      size,
      recorder,
      catalogue,
      number: replays.length,
    });
    replays.push(evidence);
    liveOperations.push(...operations);
  }
  await live?.stop();

  const final = await finalReads(lab, catalogue, await untilQuiescent(lab, QUIESCENCE_MS));
  const operations = recorder.mergedWith([...orders.operations(), ...liveOperations]);
  const journeys = journeysOf(operations, final);
  const lastUs = journeys.reduce((last, { completed }) => Math.max(last, completed ?? 0), startUs) + 1e6;
  const trial: Trial = {
    ...blankTrial,
    id,
    experiment: 'replay',
    mode: mode.name,
    fault: plan.fault.name,
    block: plan.block,
    seed: plan.seed,
    without: plan.without,
    expects: plan.expects,
    load,
    notSteady: false,
    use: { usable: true },
    requests: countRequests(journeys),
    orders: countOrders(final.orders),
    latency: null,
    resources: [],
    ordersPerCoreSecond: null,
    timeline: null,
    replays,
    drain: drain && { ...drain.evidence, oldestPeakMs: oldestOf(journeysOf(orders.operations(), final)) },
    verdicts: judge({ mode, fault: plan.fault.name, history: operations, final }).verdicts,
  };
  return {
    trial,
    operations,
    final,
    latencies: null,
    window: { startMs: Date.parse(result.startedAt), endMs: Date.now() },
    series: [...secondsOf(id, journeys, startUs, lastUs), ...(drain?.rows(id) ?? [])],
    analytics: lab.urls['analytics'] ? await getJson(`${lab.urls['analytics']}/metrics.json`) : null,
  };
}

/** Milliseconds between acceptance and completion, at the worst. */
const oldestOf = (journeys: readonly Journey[]): number =>
  journeys.reduce((worst, { answered, completed }) => {
    return answered !== null && completed !== null ? Math.max(worst, Math.round((completed - answered) / 1000)) : worst;
  }, 0);
