import { headings } from '../conclude/sentence.ts';
import { rate } from '../format.ts';
import { blocks, bullets, code, plain, table } from '../markdown.ts';
import { trialOutcome } from '../outcome.ts';
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
    outcomeLabel[trialOutcome(trial)],
    trial.void === null ? 'yes' : `**void**: ${plain(trial.void)}`,
  ]);
  const gaps = run.notRun.map(
    ({ experiment, mode, fault, outcome, because }) =>
      `${mode}, ${experiment}, fault ${code(fault)}: ${outcome === 'skipped' ? 'skipped' : 'not applicable'}: ${plain(because)}`,
  );
  return {
    heading: headings.trials,
    body: blocks(
      'Load is arrivals per second, warm-up + measured seconds. A *void* trial keeps its verdicts, but its performance figures are used nowhere.',
      table(['#', 'trial', 'mode', 'experiment', 'fault', 'load', 'verdict', 'figures used?'], rows),
      gaps.length === 0 ? '' : blocks('Not run (and not a pass):', bullets(gaps)),
    ),
  };
}
