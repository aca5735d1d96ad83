import { killInventory } from '../../faults/kill-service.ts';
import { isLate, type Lateness } from '../../measure/generator-doubts.ts';
import type { Latencies } from '../../measure/latencies.ts';
import { type QuantileBounds, quantileBounds } from '../../measure/quantile-bounds.ts';
import { modeNamed } from '../../modes.ts';
import type { LatencyKind } from '../../record/latency-kinds.ts';
import type { ModeName, ReplayEvidence, RequestCounts, RunFile, Trial } from '../../record/run-file.ts';
import { voidedBy, type WhyUnusable } from '../../record/trial-use.ts';
import type { JudgedCell } from '../../report/figures/failure.ts';
import type { RunFigures } from '../../report/figures/run-figures.ts';
import type { Case } from './case.ts';

/** How one mode stands to one requirement: `met` or not, with what tells by how much; or open, and why. */
export type Standing =
  | { kind: 'designed'; met: boolean }
  | { kind: 'taken'; met: boolean; counts: RequestCounts }
  | ({ kind: 'within'; met: boolean } & Within)
  | { kind: 'outage'; met: boolean; cell: JudgedCell }
  | { kind: 'past'; met: boolean; best: ReplayEvidence | null }
  | { kind: 'whole'; met: boolean; held: number; violated: string[] }
  | { kind: 'open'; because: Open };

type Within = QuantileBounds & { samples: number; askedMs: number };

/** Why it is open: no trial, a void one, too few orders or a p99 too near to the limit, or checks that could not be judged. */
export type Open =
  | { kind: 'no trial' }
  | { kind: 'void'; why: WhyUnusable }
  | ({ kind: 'too near' } & Within)
  | { kind: 'unjudged'; checks: string[] };

/** What this lab cannot show yet. */
export type Cannot = 'order';

export type Asked =
  | { kind: 'rate'; perSecond: number; networkMs: number | undefined; work: string | undefined }
  | { kind: 'whole' }
  | { kind: 'finished' | 'answered'; ms: number }
  | { kind: 'outcome' }
  | { kind: 'outage'; ms: number }
  | { kind: 'replay'; strictly: boolean }
  | { kind: 'order' };

export interface Requirement {
  asked: Asked;
  /** One per mode of the run; a reason instead where the lab cannot show it. */
  standings: Standing[] | Cannot;
}

/** What the run that a case asked for says to it, requirement by requirement. */
export function judgeCase(
  needs: Case,
  figures: RunFigures,
  latencies: (trial: string, kind: LatencyKind) => Latencies | null,
): Requirement[] {
  const { run } = figures;
  const each = (stand: (mode: ModeName, index: number) => Standing) => run.modes.map(stand);
  const within = (kind: LatencyKind, askedMs: number) =>
    each((mode) =>
      underLoad(run, mode, askedMs, (trial) =>
        kind === 'acceptance' &&
        trial.acceptanceVoid &&
        isLate({ ...trial.acceptanceVoid, reportedP50Us: askedMs * 1000 })
          ? tooLate(trial.acceptanceVoid)
          : withinOf(latencies(trial.id, kind), askedMs),
      ),
    );
  const { ratePerSecond, networkMs, p99Ms, answerP99Ms, answer, outageMs, replay, work, order } = needs;
  const asked: (Requirement | false)[] = [
    {
      asked: { kind: 'rate', perSecond: ratePerSecond, networkMs, work: work?.text },
      standings: each((mode) => underLoad(run, mode, Number.POSITIVE_INFINITY, takenOf)),
    },
    { asked: { kind: 'whole' }, standings: each((mode) => wholeOf(run, mode)) },
    p99Ms !== undefined && { asked: { kind: 'finished', ms: p99Ms }, standings: within('completion', p99Ms) },
    answerP99Ms !== undefined && {
      asked: { kind: 'answered', ms: answerP99Ms },
      standings: within('acceptance', answerP99Ms),
    },
    answer !== undefined && {
      asked: { kind: 'outcome' },
      standings: each((mode) => ({ kind: 'designed', met: modeNamed(mode).answer === answer })),
    },
    outageMs !== undefined && {
      asked: { kind: 'outage', ms: outageMs },
      standings: each((_, index) => outageOf(figures, index)),
    },
    replay !== undefined && {
      asked: { kind: 'replay', strictly: replay === 'kept' },
      standings: each((mode) => pastOf(figures, mode, replay === 'kept')),
    },
    order !== undefined && { asked: { kind: 'order' }, standings: 'order' },
  ];
  return asked.filter((one) => one !== false);
}

/** Says it of the trial under load, unless its generator was not in order; how late that may be depends on the limit. */
function underLoad({ trials }: RunFile, mode: ModeName, limitMs: number, stand: (trial: Trial) => Standing): Standing {
  const trial = trials.find(({ experiment, mode: own }) => experiment === 'latency' && own === mode);
  if (trial === undefined) return { kind: 'open', because: { kind: 'no trial' } };
  const why = voidedBy(trial);
  if (why === null) return stand(trial);
  if (why.kind !== 'generator') return { kind: 'open', because: { kind: 'void', why } };
  // Rule 11 holds the lateness against a median, which is not what is judged here: against the limit.
  const doubts = why.doubts.filter(
    (doubt) => doubt.kind !== 'late' || isLate({ ...doubt, reportedP50Us: limitMs * 1000 }),
  );
  return doubts.length === 0 ? stand(trial) : { kind: 'open', because: { kind: 'void', why: { ...why, doubts } } };
}

const tooLate = (lateness: Lateness): Standing => ({
  kind: 'open',
  because: { kind: 'void', why: { kind: 'generator', doubts: [{ kind: 'late', ...lateness }] } },
});

/** That a rate is borne is judged as a search for the capacity judges it: 99 of 100 (measurement.md, rule 10). */
const BORNE = 0.99;

const takenOf = ({ requests }: Trial): Standing => ({
  kind: 'taken',
  met: requests.sent > 0 && requests.accepted >= BORNE * requests.sent,
  counts: requests,
});

function withinOf(latencies: Latencies | null, askedMs: number): Standing {
  if (latencies === null) return { kind: 'open', because: { kind: 'no trial' } };
  const bounds = quantileBounds(latencies, 0.99);
  const found = { ...bounds, samples: latencies.histogram.totalCount, askedMs };
  if (bounds.atMostUs !== null && bounds.atMostUs <= askedMs * 1000) return { kind: 'within', met: true, ...found };
  if (bounds.atLeastUs !== null && bounds.atLeastUs > askedMs * 1000) return { kind: 'within', met: false, ...found };
  return { kind: 'open', because: { kind: 'too near', ...found } };
}

function wholeOf({ trials }: RunFile, mode: ModeName): Standing {
  const own = trials.filter((trial) => trial.mode === mode);
  const verdicts = own.flatMap((trial) => trial.verdicts);
  const named = (which: string) => [
    ...new Set(verdicts.filter(({ outcome }) => outcome === which).map(({ check }) => check)),
  ];
  const violated = named('violated');
  const held = verdicts.filter(({ outcome }) => outcome === 'holds').length;
  if (violated.length > 0) return { kind: 'whole', met: false, held, violated };
  if (own.length === 0) return { kind: 'open', because: { kind: 'no trial' } };
  const unknown = named('unknown');
  return unknown.length > 0 || held === 0
    ? { kind: 'open', because: { kind: 'unjudged', checks: unknown } }
    : { kind: 'whole', met: true, held, violated };
}

/** Orders were taken meanwhile as without an outage (whoever was turned away just before or after counts as well), and worked off. */
function outageOf({ faults, run }: RunFigures, index: number): Standing {
  const cell = faults.find(({ fault }) => fault === killInventory.name)?.cells[index];
  if (cell?.kind !== 'judged') return { kind: 'open', because: { kind: 'no trial' } };
  if (cell.outcome === 'unknown') return { kind: 'open', because: { kind: 'unjudged', checks: cell.data.checks } };
  if (cell.client === null) {
    const trial = run.trials.find((one) => one.fault === killInventory.name && one.mode === run.modes[index]);
    const why = trial && voidedBy(trial);
    return { kind: 'open', because: why ? { kind: 'void', why } : { kind: 'no trial' } };
  }
  const { counts, beside } = cell.client;
  const taken = counts.sent > 0 && counts.accepted - beside >= BORNE * counts.sent;
  return { kind: 'outage', met: taken && cell.recovery.kind === 'caught up', cell };
}

/**
 * The past, and not its result alone: a rebuild that came out equal and asked no service. Strictly: nothing that it tells could be
 * missing, so that nothing need be kept beside the medium.
 */
function pastOf({ replay }: RunFigures, mode: ModeName, strictly: boolean): Standing {
  const own = replay?.modes.find((each) => each.mode === mode);
  if (own === undefined || !own.tried) return { kind: 'open', because: { kind: 'no trial' } };
  if (own.outcome === 'unknown') return { kind: 'open', because: { kind: 'unjudged', checks: ['replay'] } };
  const equal = own.rebuilds.filter(({ result }) => result === 'equal').map((rebuild) => rebuild.replay);
  const read = equal.filter(({ requests }) => requests === 0);
  const kept = read.filter(({ loses }) => loses === null);
  const [best = null] = [...kept, ...read, ...equal];
  return { kind: 'past', met: (strictly ? kept : read).length > 0, best };
}

/** 0: a mode meets all that was asked; 1: none can, or a check is violated; 2: something that was asked is open. */
export function exitCodeOf(requirements: readonly Requirement[]): number {
  const standings = requirements.flatMap(({ standings: each }) => (typeof each === 'string' ? [] : [each]));
  const beyond = standings.length < requirements.length;
  const modes = standings[0]?.map((_, index) => standings.map((each) => each[index])) ?? [];
  const violated = standings.flat().some((standing) => standing.kind === 'whole' && !standing.met);
  const isOut = (own: (typeof modes)[number]) => own.some((standing) => standing?.kind !== 'open' && !standing?.met);
  if (violated || modes.every(isOut)) return 1;
  const meets = modes.some((own) => own.every((standing) => standing?.kind !== 'open' && standing?.met));
  return meets && !beyond ? 0 : 2;
}
