import type { Product } from '../../../common/contracts/products.ts';
import type { HistorySource } from '../../../common/mode.ts';
import type { Lab } from '../../lab/lab.ts';
import { untilQuiescent } from '../../lab/quiescence.ts';
import type { Session } from '../../lab/session.ts';
import type { Operation } from '../../record/history.ts';
import { isPlannedGap } from '../../record/planned-gap.ts';
import type { Recorder } from '../../record/recorder.ts';
import type { ReplayEvidence } from '../../record/run-file.ts';
import type { ReplaySize } from '../plan/profiles.ts';
import type { Tamper, TrialPlan } from '../plan/trial-plan.ts';
import { type Truth, truthOf } from './digests.ts';
import { besideCeiling, fold, recommendations, truncated } from './late-comer.ts';
import { duringLiveOrders } from './live-load.ts';
import type { LiveReader } from './read-along.ts';
import type { Act } from './rebuilt.ts';
import { republishLive, rewindGroup, rewindKinds } from './rewinds.ts';

interface RebuildContext {
  session: Session;
  plan: TrialPlan;
  size: ReplaySize;
  recorder: Recorder;
  catalogue: Product[];
  number: number;
}

/** One way to rebuild something, tried and proved. */
export interface Rebuilding {
  name: string;
  run(context: RebuildContext): Promise<{ evidence: ReplayEvidence; operations: Operation[] }>;
}

const QUIESCENCE_MS = 120_000;

/** Reads what the rebuild will be judged by, before live orders are timed. */
type Work = (truth: Truth) => Promise<Act>;

/** Everything this mode's medium lets one rebuild; what destroys history comes last. */
export function rebuilds(
  lab: Lab,
  sources: readonly HistorySource[],
  live: LiveReader | null,
  { tamper, startUs }: { tamper: Tamper | null; startUs: number },
): Rebuilding[] {
  const { operator } = lab;
  const all: Rebuilding[] = [];
  const log = sources.find(({ name }) => name === 'log');
  const add = (name: string, what: string, work: Work) =>
    all.push({ name, run: (context) => rebuild(lab, name, what, context, work) });

  if (operator.rewind) {
    for (const kind of rewindKinds) {
      add(kind.name, kind.what, async () => {
        const act = await rewindGroup(lab, kind, startUs);
        return kind.forgets && log ? () => besideCeiling(log, act) : act;
      });
    }
  }
  for (const source of sources) {
    add(`late-comer-from-${source.name}`, source.what, async (truth) => () => fold(lab, source, truth, tamper));
  }
  if (operator.republish) {
    add(
      'outbox-to-live-queues',
      'every event in the outboxes is published again to the live queues; the inboxes absorb it',
      () => republishLive(lab),
    );
  }
  if (live && log) {
    add(
      'recommendations-from-log',
      'a group that never existed before finds what is bought together, and so did one that read along live',
      async (truth) => () => recommendations(log, live, truth),
    );
  }
  if (operator.truncate && log) {
    add(
      'log-after-retention',
      'the oldest records of the orders topic are removed, as retention does, and the log is read again',
      async (truth) => () => truncated(lab, log, truth, tamper),
    );
  }
  return all;
}

/** Runs one rebuild while live orders arrive, and notes both digests for the checker. */
async function rebuild(
  lab: Lab,
  name: string,
  what: string,
  { session, plan, size, recorder, catalogue, number }: RebuildContext,
  work: Work,
): ReturnType<Rebuilding['run']> {
  const before = await truthOf(lab);
  const prefix = `${plan.id}-live${number + 1}`;
  const load = {
    session,
    lab,
    catalogue,
    trial: plan.id,
    prefix,
    seed: plan.seed + number + 1,
    ratePerSecond: size.livePerSecond,
  };
  const act = await work(before);
  const { result, live, operations } = await duringLiveOrders(load, act);
  const moving = await untilQuiescent(lab, QUIESCENCE_MS);
  const rebuilt = await result();
  const gaps = [...rebuilt.gaps, ...moving.map((what) => `not at rest: ${what}`)];
  const { namespace } = lab.running;
  const plain = (text: string) => (namespace === '' ? text : text.replaceAll(namespace, ''));
  const evidence: ReplayEvidence = {
    name,
    what,
    ...rebuilt,
    gaps: gaps.map(plain),
    ...(rebuilt.removed && { removed: rebuilt.removed.map(plain) }),
    unreadable: rebuilt.unreadable.map(plain),
    live,
  };
  noteDigests(recorder, evidence, before, await truthOf(lab));
  return { evidence, operations };
}

/** For the check. Where something is missing that nobody removed first there is nothing to compare: it is told what is missing. */
export function noteDigests(recorder: Recorder, evidence: ReplayEvidence, before: Truth, after: Truth): void {
  const { name, gaps, digest, expectedDigest, events } = evidence;
  if (isPlannedGap(evidence)) return;
  if (gaps.length > 0) {
    recorder.note('digest', 'info', `${name}/after`, { error: gaps.join('; ') });
    return;
  }
  const notifications = (truth: Truth) => truth.notificationsOf(before.orderIds);
  recorder.note('digest', 'ok', `${name}/before`, {
    state: expectedDigest,
    notifications: notifications(before),
    ...(events && { events: events.expectedDigest }),
  });
  recorder.note('digest', 'ok', `${name}/after`, {
    state: digest,
    notifications: notifications(after),
    ...(events && { events: events.digest }),
  });
}
