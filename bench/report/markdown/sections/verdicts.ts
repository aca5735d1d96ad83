import type { Judgement } from '../../figures/outcome.ts';
import type { CheckFigures, CheckInMode, VerdictFigures } from '../../figures/verdicts.ts';
import { count, plural } from '../../words/format.ts';
import { checkTitle, outcomeLabel } from '../../words/names.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, folded, plain, table, withoutPaths } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** Undecided ones beyond this are counted, not told: they are all in run.json. */
const mostUnknown = 40;
/** Violations beyond this are told without their operations. */
const mostShown = 25;

/** Check against mode with counts, the full evidence of whatever did not hold, and what the checks looked at. */
export function verdicts({ figures: { run, verdicts: found }, prefix }: Place): Section {
  const { violated, unknown, others } = found;
  const looked = table(
    ['check', 'mode', 'trials', 'looked at, in all (and in the trial with the least)', 'for instance'],
    found.checks.flatMap(numbersOf),
  );
  const body = blocks(
    'A check is a rule that must hold for every order. Each was judged from what clients sent and were told, and from what the ' +
      "services had stored once everything had come to rest; never from a service's own opinion. A cell counts trials; `–`: the check does not apply there, or was not asked of these trials.",
    table(['check', 'would mean', ...run.modes], countsOf(found)),
    others === 0
      ? ''
      : `Left out: ${plural(others, 'trial')} with a protection switched off on purpose, whose verdicts are not those of the run.`,
    violated.length === 0
      ? ''
      : blocks('### Violations', ...violated.map((each, index) => violation(each, index < mostShown))),
    unknown.length === 0 ? '' : blocks('### What could not be judged', undecided(unknown)),
    folded('What the checks that held had looked at', looked),
    `The sentence and the numbers of every check of every trial are in [run.json](${prefix}run.json).`,
  );
  return { heading: headings.verdicts, body };
}

function undecided(unknown: Judgement[]): string {
  const rows = unknown
    .slice(0, mostUnknown)
    .map(({ trial, verdict }) => [code(trial.id), plain(verdict.check), plain(verdict.because)]);
  const rest = unknown.length - rows.length;
  return blocks(table(['trial', 'check', 'because'], rows), rest === 0 ? '' : `${plural(rest, 'more')} in run.json.`);
}

function violation({ trial, verdict }: Judgement, inFull: boolean): string {
  const { check, because, offending, subHistory } = verdict;
  const shown = inFull ? subHistory : [];
  const operations = shown.map((operation) => withoutPaths(JSON.stringify(operation)).replaceAll('`', "'"));
  return blocks(
    `**${outcomeLabel.violated}: ${plain(check)}** in ${plain(trial.id)} (${trial.mode}, fault ${code(trial.fault)}, seed ${trial.seed}): ${plain(because)}`,
    offending.length === 0 ? '' : `Offending ids: ${offending.map(code).join(', ')}`,
    operations.length === 0
      ? inFull || subHistory.length === 0
        ? ''
        : 'The operations that show it are in run.json.'
      : blocks('The fewest operations that show it:', `\`\`\`json\n${operations.join('\n')}\n\`\`\``),
  );
}

/** Rows of Markdown cells: check, what its violation would mean, and for each mode how many trials came out how. */
function countsOf({ checks, silent }: VerdictFigures): string[][] {
  const rows = checks.map(({ check, modes }) => [check, checkTitle(check), ...modes.map(countsIn)]);
  const unjudged = silent.map((trials) => (trials === 0 ? '–' : `**${trials} trials**`));
  return silent.every((trials) => trials === 0) ? rows : [...rows, ['**nothing judged**', '', ...unjudged]];
}

function countsIn({ holds, unknown, violated }: CheckInMode): string {
  if (holds + unknown + violated === 0) return '–';
  const parts = [
    ...(violated > 0 ? [`**${outcomeLabel.violated} in ${violated}**`] : []),
    ...(unknown > 0 ? [`**${outcomeLabel.unknown} in ${unknown}**`] : []),
    ...(holds > 0 ? [`✓ ${holds}`] : []),
  ];
  return parts.join(', ');
}

/** Check, mode, trials, `acknowledged 45,600 (least 842)`, one of its sentences. */
function numbersOf({ check, modes }: CheckFigures): string[][] {
  return modes.flatMap(({ mode, holds, looked, instance }) => {
    if (instance === null) return [];
    const numbers = looked.map(
      ({ name, sum, least }) => `${plain(name)} ${count(sum)}${holds > 1 ? ` (least ${count(least)})` : ''}`,
    );
    return [[check, mode, String(holds), numbers.join(', '), plain(instance)]];
  });
}
