import type { RunFolder } from '../../record/read-run.ts';
import type { RunFile } from '../../record/run-file.ts';
import type { SessionRecord } from '../../record/session-record.ts';
import { type ClusterFigures, clusterOf } from './cluster.ts';
import { type FaultFigures, faultsOf } from './failure.ts';
import { type GatewayFigures, gatewayFiguresOf } from './gateway.ts';
import { groupTrials, type TrialGroup } from './groups.ts';
import { type LatencyFigures, latencyOf } from './latency.ts';
import { type JudgedOutcome, runOutcome } from './outcome.ts';
import { type Drain, drainsOf, type ReplayFigures, replayOf } from './replay.ts';
import { type SagaOfRun, sagaOf } from './saga.ts';
import { type Span, spansOf } from './session-spans.ts';
import { storiesOf, type TrialStory, untold } from './stories.ts';
import { type VerdictFigures, verdictsOf } from './verdicts.ts';
import { type WayBackFigures, wayBackOf } from './way-back.ts';
import { type WorkFigures, workOf } from './work.ts';
import { type CostRow, costsOf, type WorthRow, worthOf } from './worth.ts';

/**
 * Everything a report says of a run, computed once: numbers and enums, no words. Tables, sentences, charts and terminal read
 * this and nothing else.
 */
export interface RunFigures {
  /** The record itself: what was run, where, and every trial as it was measured. */
  run: RunFile;
  outcome: JudgedOutcome;
  verdicts: VerdictFigures;
  /** Trials that answer the same question, in the order of the report. */
  groups: TrialGroup[];
  latency: LatencyFigures;
  /** What the sessions that are kept say together of every ratio; none where the page is of this run alone. */
  spans: Span[];
  faults: FaultFigures[];
  worth: WorthRow[];
  costs: CostRow[];
  replay: ReplayFigures | null;
  drains: Drain[];
  /** Null where no handler was given work to vary. */
  work: WorkFigures | null;
  /** Null where no node was broken. */
  cluster: ClusterFigures | null;
  /** Null where nothing stood in front of the services. */
  gateway: GatewayFigures | null;
  /** Null where nobody waited for an outcome in several ways. */
  wayBack: WayBackFigures | null;
  /** Null where no shape of a payment was looked at. */
  saga: SagaOfRun | null;
  stories: TrialStory[];
  /** Modes of which a story was wanted and none came out. */
  untold: RunFile['modes'];
  /** What the analytics service had folded at the end of each trial that has one, by trial id. */
  analytics: Record<string, unknown>;
  /** Where in the run folder the histograms stand. */
  histogramsIn: string;
}

/** A pure function of what was recorded, of this run and of the sessions that are kept. */
export function figuresOf(folder: RunFolder, sessions: readonly SessionRecord[] = []): RunFigures {
  const { run, metrics, histogramsIn } = folder;
  const groups = groupTrials(folder);
  return {
    run,
    outcome: runOutcome(run),
    verdicts: verdictsOf(run),
    groups,
    latency: latencyOf(folder, groups),
    spans: spansOf(sessions),
    faults: faultsOf(folder, groups),
    worth: worthOf(run),
    costs: costsOf(folder),
    replay: replayOf(run),
    drains: drainsOf(folder),
    work: workOf(folder),
    cluster: clusterOf(folder),
    gateway: gatewayFiguresOf(folder),
    wayBack: wayBackOf(run),
    saga: sagaOf(run),
    stories: storiesOf(run),
    untold: untold(run),
    analytics: metrics,
    histogramsIn,
  };
}
