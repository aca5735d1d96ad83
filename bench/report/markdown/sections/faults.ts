import type { FaultFigures } from '../../figures/failure.ts';
import { faultTable } from '../../tables/fault.ts';
import { fewAccepted } from '../../words/few-accepted.ts';
import { outcomeLabel } from '../../words/names.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, folded, plain } from '../markdown.ts';
import { markdownTable } from './comparison.ts';
import type { Place, Section } from './document.ts';

/** Padding of cells in what is folded: there are many of these tables. */
const unpadded = 3;

/** Every fault with its figures and its chart: those asked for most, and those that broke a rule, in full; others folded. */
export function faults(place: Place): Section | null {
  return section(place, () => true);
}

/** Only those that are not folded: for a page that has no room for all. */
export function leadingFaults(place: Place): Section | null {
  return section(place, (fault, all) => isOpen(fault, all));
}

function isOpen({ leading, control, group }: FaultFigures, all: FaultFigures[]): boolean {
  const sound = group?.modes.every(({ trials, outcome }) => trials.length === 0 || outcome === 'holds');
  return leading || !sound || (all.length <= 4 && !control);
}

type Chosen = (fault: FaultFigures, all: FaultFigures[]) => boolean;

function section({ figures, charts, prefix }: Place, chosen: Chosen): Section | null {
  const put = figures.faults.filter(({ group }) => group !== null);
  const all = [...put.filter(({ control }) => !control), ...put.filter(({ control }) => control)];
  const parts = all
    .filter((fault) => chosen(fault, all))
    .flatMap((fault) => {
      const told = faultTable(fault);
      if (told === null) return [];
      const { title, note, columns, rows, remarks } = told;
      const chart = charts.faults.get(fault.fault);
      const picture = chart === undefined ? '' : `![${plain(chart.alt)}](${prefix}charts/${chart.file})`;
      const open = isOpen(fault, all);
      const body = blocks(
        note,
        markdownTable({ columns, rows }, open ? undefined : unpadded),
        bullets(remarks.map(plain)),
        picture,
      );
      return [blocks(`### ${title}`, open ? body : folded(`${outcomesOf(fault)}: figures and chart`, body))];
    });
  if (parts.length === 0) return null;
  const howToRead = charts.faults.values().next().value?.caption ?? '';
  return { heading: headings.faults, body: blocks(intro, howToRead, ...parts) };
}

function outcomesOf({ group }: FaultFigures): string {
  const verdicts = (group?.modes ?? []).flatMap(({ mode, trials, outcome }) => {
    const few = fewAccepted(trials);
    return trials.length === 0 ? [] : [`${mode} ${outcomeLabel[outcome]}${few === null ? '' : ` (${few})`}`];
  });
  return verdicts.join(', ');
}

const intro =
  'Figures of the first block, in which one mode ran at a time; verdicts of all. *Healed* is the moment everything says it is ready again, so a longer start-up is a longer fault. ' +
  'Rows that are 0 in every mode are left out. `–`: no such figure in this mode. The control, with no fault at all, stands last.';
