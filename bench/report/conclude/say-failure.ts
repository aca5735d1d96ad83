import { count, listed, percent, secondsOfMs } from '../format.ts';
import { groupTrials, type TrialGroup, trialsOf, usable } from '../groups.ts';
import { trialOutcome, worst } from '../outcome.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { FaultTimeline, RequestCounts, Trial } from '../run-file.ts';
import { faultTitle, lasts, outcomeLabel } from '../words.ts';
import type { Sentence } from './sentence.ts';

/** One sentence per fault and mode: what the client saw, and how long the work took to catch up. */
export function sayFailure(folder: RunFolder): Sentence[] {
  const { modes } = folder.run;
  return groupTrials(folder.run)
    .filter((group) => group.experiment === 'failure' && group.fault !== 'none')
    .flatMap((group) => {
      const heading = faultTitle(group.fault);
      const timed = modes.flatMap((mode) =>
        usable(trialsOf(group, mode)).flatMap((trial) => (lasts(group.fault) ? sayTrial(trial) : [])),
      );
      if (timed.length > 0) return timed.map((text) => ({ heading, text: `**${heading}:** ${text}` }));
      return [{ heading, text: `**${heading}:** ${sayOutcomes(folder, group)}` }];
    });
}

function sayTrial(trial: Trial): string[] {
  const { timeline, requests } = trial;
  if (timeline === null) return [];
  const seen = timeline.clientDuringFault ?? requests;
  const when = timeline.clientDuringFault ? 'due while the fault was on' : 'of the whole trial';
  const lost = seen.sent - seen.accepted;
  const client =
    lost === 0
      ? `all ${count(seen.sent)} requests ${when} were accepted`
      : seen.accepted === 0
        ? `none of the ${count(seen.sent)} requests ${when} was accepted (${how(seen)})`
        : `${count(lost)} of ${count(seen.sent)} requests ${when} (${percent(lost, seen.sent)}) were not accepted (${how(seen)})`;
  const backlog =
    timeline.backlogPeak === 0
      ? 'no backlog formed'
      : `up to ${count(timeline.backlogPeak)} accepted orders waited, the oldest for ${secondsOfMs(timeline.oldestPeakMs)} s`;
  return [
    `in ${trial.mode}, ${client}; ${backlog}; ${recovery(timeline)}. Verdict: ${outcomeLabel[trialOutcome(trial)]}.`,
  ];
}

function how({ refused, failed, timedOut, connectionErrors, unfinished }: RequestCounts): string {
  const parts: [number, string][] = [
    [refused, 'refused'],
    [failed, 'failed'],
    [timedOut + connectionErrors, 'without an answer'],
    [unfinished, 'unfinished'],
  ];
  return listed(parts.filter(([n]) => n > 0).map(([n, word]) => `${count(n)} ${word}`));
}

function recovery(timeline: FaultTimeline): string {
  const { firstCompletionMs, drainedMs, healedMs, backlogPeak } = timeline;
  if (firstCompletionMs === null) return 'no order completed after healing';
  const first = `the first order after healing completed ${secondsOfMs(firstCompletionMs - healedMs)} s later`;
  if (backlogPeak === 0) return first;
  if (drainedMs === null) return `${first}, and the backlog did not drain before the trial ended`;
  if (drainedMs < healedMs) return `${first}, and the backlog was back to normal before that`;
  return `${first}, and the backlog was back to normal ${secondsOfMs(drainedMs - healedMs)} s after healing`;
}

function sayOutcomes({ run }: RunFolder, group: TrialGroup): string {
  const outcomes = run.modes.flatMap((mode) => {
    const trials = trialsOf(group, mode);
    return trials.length === 0 ? [] : [{ mode, outcome: worst(trials.map(trialOutcome)) }];
  });
  if (outcomes.every(({ outcome }) => outcome === 'holds')) {
    return `every check holds in ${listed(outcomes.map(({ mode }) => mode))}.`;
  }
  return `${listed(outcomes.map(({ mode, outcome }) => `${mode} ${outcomeLabel[outcome]}`))}.`;
}
