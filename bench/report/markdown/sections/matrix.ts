import { faultTitle } from '../../../faults/all.ts';
import type { RunFile } from '../../../record/run-file.ts';
import { plannedAs } from '../../../record/trial-use.ts';
import type { MatrixCell } from '../../figures/failure.ts';
import { clientWords, dataWords, recoveryWords, verdictWords } from '../../words/fault-words.ts';
import { plural } from '../../words/format.ts';
import { gapLabel, modeLabel } from '../../words/names.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, plain, slug, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

const intro =
  'One row each, one column per mode; the same load and the same seeds in each. A cell says, in this order: the verdict, and for how many seeds it came out so; ' +
  'what clients were told of the orders they placed while the fault was on; what became of the data, as judged from outside by the checks; and how long it took, ' +
  'once the fault was over, until orders completed again and no more of them were due and not finished than before (*caught up*, or *working again* where most were turned away; as in the table of the fault).';
const caution =
  '*Accepted* is not the same promise everywhere: a REST call is answered when the order is settled, a queue or a log as soon as it is safely stored. ' +
  'An order that failed and whose client was told so breaks no rule; it is lost business all the same.';

/** The whole failure experiment on one page; null where there was none. */
export function matrix({ figures: { run, faults }, prefix }: Place): Section | null {
  if (faults.length === 0) return null;
  const notes: string[] = [];
  const cells = faults.map(({ fault, cells: of }) => {
    const title = faultTitle(fault);
    const name = of.some(({ kind }) => kind === 'judged') ? `[${title}](${prefix}report.md#${slug(title)})` : title;
    return [`${name} (${code(fault)})`, ...of.map((cell) => cellWords(cell, notes))];
  });
  return {
    heading: headings.matrix,
    body: blocks(
      `${plural(faults.filter(({ fault }) => fault !== 'none').length, 'fault')}, and the control. ${intro}`,
      table(['', ...run.modes.map((mode) => `${modeLabel(mode)} (\`${mode}\`)`)], cells),
      notes.map((note, index) => `${index + 1}. ${note}`).join('\n'),
      caution,
      besideEachOther(run),
    ),
  };
}

function cellWords(cell: MatrixCell, notes: string[]): string {
  if (cell.kind === 'missing') return '**not run**';
  if (cell.kind === 'gap') {
    const because = plain(cell.gap.because);
    if (because.length <= 50) return `${gapLabel(cell.gap)}: ${because}`;
    if (!notes.includes(because)) notes.push(because);
    return `${gapLabel(cell.gap)} (note ${notes.indexOf(because) + 1})`;
  }
  const [verdict, data] = [verdictWords(cell), plain(dataWords(cell))].map((words) =>
    cell.outcome === 'holds' ? words : `**${words}**`,
  );
  return [verdict, clientWords(cell), data, recoveryWords(cell, 'narrow')].filter((each) => each !== '').join('<br>');
}

/** Why the figures are fewer than the seeds. */
function besideEachOther({ trials }: RunFile): string {
  const beside = trials.filter((trial) => trial.experiment === 'failure' && plannedAs(trial) === 'beside');
  if (beside.length === 0) return '';
  return 'Verdicts come from every seed. Figures come from the first block alone, in which one mode ran at a time: in the others the modes ran beside each other, so that their verdicts count and their times do not.';
}
