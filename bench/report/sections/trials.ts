import { headings } from '../conclude/sentence.ts';
import { count, rate } from '../format.ts';
import { blocks, bullets, code, plain, table } from '../markdown.ts';
import { outcomeOf } from '../outcome.ts';
import type { Trial } from '../run-file.ts';
import { percentile } from '../summary/latency-table.ts';
import { outcomeLabel } from '../words.ts';
import type { Place, Section } from './section.ts';

/** Every trial in the order it ran, void ones with their reason, and what was not run at all. */
export function trials({ folder: { run } }: Place): Section {
  const rows = run.trials.map((trial, index) => [
    String(index + 1),
    code(trial.id),
    trial.mode,
    trial.experiment,
    code(trial.fault),
    trial.load === null
      ? '–'
      : `${rate(trial.load.ratePerSecond)}/s, ${trial.load.warmUpSeconds} + ${trial.load.seconds} s`,
    outcomeLabel[outcomeOf([trial])],
    (trial.void === null ? 'yes' : `**void**: ${plain(trial.void)}`) + (trial.notSteady ? ', **not steady**' : ''),
  ]);
  const gaps = run.notRun.map(
    ({ experiment, mode, fault, outcome, because }) =>
      `${mode}, ${experiment}, fault ${code(fault)}: ${outcome === 'skipped' ? 'skipped' : 'not applicable'}: ${plain(because)}`,
  );
  const voided = run.trials.filter((trial) => trial.void !== null).map(figuresOf);
  return {
    heading: headings.trials,
    body: blocks(
      'Load is arrivals per second, warm-up + measured seconds. A *void* trial keeps its verdicts, but its performance figures are used nowhere. ' +
        '*Not steady*: the figures had not settled when measuring began.',
      table(['#', 'trial', 'mode', 'experiment', 'fault', 'load', 'verdict', 'figures used?'], rows),
      voided.length === 0
        ? ''
        : blocks('For the record, the figures of void trials. Do not use them:', bullets(voided)),
      gaps.length === 0 ? '' : blocks('Not run (and not a pass):', bullets(gaps)),
    ),
  };
}

function figuresOf({ id, requests, orders, latency, timeline }: Trial): string {
  const times = (['acceptance', 'completion', 'send-delay'] as const).flatMap((kind) => {
    const of = latency?.[kind];
    return of ? [`${kind} p50 ${percentile(of.p50, of.samples)} ms, p99 ${percentile(of.p99, of.samples)} ms`] : [];
  });
  const peak = timeline === null ? [] : [`backlog peak ${count(timeline.backlogPeak)}`];
  const answers = `${count(requests.accepted)} of ${count(requests.sent)} requests accepted, ${count(orders.confirmed)} orders confirmed, ${count(orders.rejected)} rejected, ${count(orders.failed)} failed`;
  return `${code(id)}: ${[answers, ...times, ...peak].join('; ')}`.replaceAll(' samples) ms', ' samples)');
}
