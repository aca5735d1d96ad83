import { held } from '../../../record/capacity.ts';
import type { Trial } from '../../../record/run-file.ts';
import { voidedBy } from '../../../record/trial-use.ts';
import { headings } from '../conclude/sentence.ts';
import { figure, percent, rate } from '../format.ts';
import { blocks, code, plain, table } from '../markdown.ts';
import { stepWords, whyWords } from '../reason-words.ts';
import type { Place, Section } from './section.ts';

/** Every step of every search for the sustainable capacity, folded; null where none was searched. */
export function capacitySteps({ folder: { run } }: Place): Section | null {
  const searches = run.modes.flatMap((mode) =>
    run.trials.filter((trial) => trial.mode === mode && trial.experiment === 'latency' && trial.capacity !== null),
  );
  if (searches.length === 0) return null;
  return { heading: headings.capacity, body: blocks(...searches.map(folded)) };
}

function folded(trial: Trial): string {
  const { id, mode, capacity } = trial;
  const voided = voidedBy(trial);
  const steps = capacity?.steps ?? [];
  const rows = steps.map((step) => [
    rate(step.ratePerSecond),
    `${rate(step.seconds)} s`,
    percent(step.achieved, 1),
    figure(step.backlogSlope),
    step.completionP99Ms === null ? 'n/a' : figure(step.completionP99Ms),
    String(step.lost),
    held(step) ? 'held' : `**broke**: ${plain(stepWords(step.outcome))}`,
  ]);
  const best = capacity?.ratePerSecond ?? null;
  const found = best === null ? 'no step held' : `${rate(best)} orders/s held`;
  const head = ['offered/s', 'for', 'completed', 'backlog slope (orders/s)', 'completion p99 (ms)', 'lost', 'held?'];
  return blocks(
    `<details><summary>${mode}: ${steps.length} steps, ${found}${voided === null ? '' : ' (void)'}</summary>`,
    `Trial ${code(id)}${voided === null ? '' : `, **void**: ${plain(whyWords(voided))}`}.`,
    table(head, rows),
    '</details>',
  );
}
