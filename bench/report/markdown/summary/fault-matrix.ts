import { faultRank, faultTitle } from '../../../faults/all.ts';
import type { ModeName, NotRun, RequestCounts, RunFile, Trial } from '../../../record/run-file.ts';
import { isVoid } from '../../../record/trial-use.ts';
import { groupTrials, trialsOf, usable } from '../../figures/groups.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { count } from '../format.ts';
import { clientWords } from './client-words.ts';
import { dataWords } from './data-words.ts';
import { recoveryWords } from './recovery-words.ts';
import { seedsVerdict } from './seeds-verdict.ts';

export interface MatrixRow {
  fault: string;
  title: string;
  /** One per mode of the run. */
  cells: MatrixCell[];
}

/** A question that was put, with its answer; one that was not, with the reason; or `missing`, which is neither. */
export type MatrixCell =
  | {
      kind: 'judged';
      outcome: ReturnType<typeof outcomeOf>;
      verdict: string;
      client: string;
      data: string;
      recovery: string;
    }
  | { kind: 'gap'; gap: NotRun }
  | { kind: 'missing' };

/**
 * Every fault against every mode. Verdicts come from all trials; what clients saw and how long it took only from those
 * whose figures may be used.
 */
export function faultMatrix(run: RunFile): MatrixRow[] {
  const groups = groupTrials(run).filter(({ experiment }) => experiment === 'failure');
  const gaps = run.notRun.filter(({ experiment, without }) => experiment === 'failure' && without === undefined);
  const faults = [...new Set([...groups.map(({ fault }) => fault), ...gaps.map(({ fault }) => fault)])];
  return faults
    .sort((a, b) => faultRank(a) - faultRank(b) || (a < b ? -1 : 1))
    .map((fault) => {
      const group = groups.find((each) => each.fault === fault);
      const cell = (mode: ModeName): MatrixCell => {
        const trials = group === undefined ? [] : trialsOf(group, mode);
        if (trials.length > 0) return judged(trials);
        const gap = gaps.find((each) => each.fault === fault && each.mode === mode);
        return gap === undefined ? { kind: 'missing' } : { kind: 'gap', gap };
      };
      return { fault, title: faultTitle(fault), cells: run.modes.map(cell) };
    });
}

/** A fault that strikes when all is done is not felt by any client. */
function clientOf(trials: Trial[], used: Trial[], during: RequestCounts[]): string {
  if (used.length === 0) return trials.some(isVoid) ? 'figures void' : 'for the verdict alone';
  if (during.length > 0) return `${clientWords(during)}${outside(used, during)}`;
  const words = clientWords(used.map(({ requests }) => requests));
  return used.some(({ fault, timeline }) => fault !== 'none' && timeline === null) ? `${words} before it` : words;
}

/** Those that were not accepted just before or after, so that a late recovery is not hidden. */
function outside(used: Trial[], during: RequestCounts[]): string {
  const turnedAway = (counts: RequestCounts[]) => counts.reduce((sum, { sent, accepted }) => sum + sent - accepted, 0);
  const more = turnedAway(used.map(({ requests }) => requests)) - turnedAway(during);
  return more > 0 ? `, and ${count(more)} more before or after it` : '';
}

function judged(trials: Trial[]): MatrixCell {
  const used = usable(trials);
  const timelines = used.flatMap(({ fault, timeline }) => (fault === 'none' ? [] : (timeline ?? [])));
  const during = timelines.flatMap(({ clientDuringFault }) => clientDuringFault ?? []);
  return {
    kind: 'judged',
    outcome: outcomeOf(trials),
    verdict: seedsVerdict(trials),
    client: clientOf(trials, used, during),
    data: dataWords(trials),
    recovery: recoveryWords(timelines),
  };
}
