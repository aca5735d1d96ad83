import { type Judgement, judgements, speaksForRun } from '../../figures/outcome.ts';
import { headings } from '../conclude/sentence.ts';
import { plural } from '../format.ts';
import { blocks, code, plain, table, withoutPaths } from '../markdown.ts';
import { checkCounts } from '../summary/check-counts.ts';
import { checkNumbers } from '../summary/check-numbers.ts';
import { outcomeLabel } from '../words.ts';
import type { Place, Section } from './section.ts';

/** Undecided ones beyond this are counted, not told: they are all in run.json. */
const mostUnknown = 40;
/** Violations beyond this are told without their operations. */
const mostShown = 25;

/** Check against mode with counts, the full evidence of whatever did not hold, and what the checks looked at. */
export function verdicts({ folder: { run }, prefix }: Place): Section {
  const [violated, unknown] = [judgements(run, 'violated'), judgements(run, 'unknown')];
  const others = run.trials.length - run.trials.filter(speaksForRun).length;
  const looked = table(
    ['check', 'mode', 'trials', 'looked at, in all (and in the trial with the least)', 'for instance'],
    checkNumbers(run),
  );
  const body = blocks(
    'A check is a rule that must hold for every order. Each was judged from what clients sent and were told, and from what the ' +
      "services had stored once everything had come to rest; never from a service's own opinion. A cell counts trials; `–`: the check does not apply there.",
    table(['check', 'would mean', ...run.modes], checkCounts(run)),
    others === 0
      ? ''
      : `Left out: ${plural(others, 'trial')} with a protection switched off on purpose, whose verdicts are not those of the run.`,
    violated.length === 0
      ? ''
      : blocks('### Violations', ...violated.map((each, index) => violation(each, index < mostShown))),
    unknown.length === 0 ? '' : blocks('### What could not be judged', undecided(unknown)),
    `<details><summary>What the checks that held had looked at</summary>\n\n${looked}\n\n</details>`,
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
