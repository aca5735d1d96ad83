import type { Verdict } from '../../checkers/checker.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, plain, table, withoutPaths } from '../markdown.ts';
import { judgements, outcomeOf } from '../outcome.ts';
import type { Trial } from '../run-file.ts';
import { outcomeLabel } from '../words.ts';
import type { Place, Section } from './section.ts';

/** Every check × trial: first what was violated, with its ids and operations, then all of them. */
export function verdicts({ folder: { run } }: Place): Section {
  const violated = judgements(run, 'violated').map(({ trial, verdict }) => violation(trial, verdict));
  const body = blocks(
    'A check is a rule that must hold for every order. Each was judged from what clients sent and were told, and from what the ' +
      "services had stored once everything had come to rest; never from a service's own opinion. *Counted* is what was looked at, so " +
      'that an empty run cannot pass for a good one.',
    violated.length === 0 ? '' : blocks('### Violations', ...violated),
    '### Every check of every trial',
    ...run.trials.map((trial) =>
      blocks(
        `**${plain(trial.id)}**: ${trial.mode}, ${trial.experiment}, fault ${code(trial.fault)}: ${outcomeLabel[outcomeOf([trial])]}` +
          (trial.timeline === null ? '' : `. Witness of the fault: ${plain(trial.timeline.witness ?? 'none')}`),
        trial.verdicts.length === 0
          ? 'Nothing was judged.'
          : table(['check', 'verdict', 'because', 'counted'], trial.verdicts.map(row)),
      ),
    ),
  );
  return { heading: headings.verdicts, body };
}

function row({ check, outcome, because, counted }: Verdict): string[] {
  const label = outcome === 'violated' ? `**${outcomeLabel[outcome]}**` : outcomeLabel[outcome];
  const numbers = Object.entries(counted).map(([name, n]) => `${plain(name)} ${n}`);
  return [plain(check), label, plain(because), numbers.join(', ')];
}

function violation(trial: Trial, { check, because, offending, subHistory }: Verdict): string {
  const operations = subHistory.map((operation) => withoutPaths(JSON.stringify(operation)).replaceAll('`', "'"));
  return blocks(
    `**✗ VIOLATED: ${plain(check)}** in ${plain(trial.id)} (${trial.mode}, fault ${code(trial.fault)}): ${plain(because)}`,
    offending.length === 0 ? '' : `Offending ids: ${offending.map(code).join(', ')}`,
    operations.length === 0
      ? ''
      : blocks('The fewest operations that show it:', `\`\`\`json\n${operations.join('\n')}\n\`\`\``),
  );
}
