import { leads } from '../../../faults/all.ts';
import { planFaultCharts } from '../../charts/plan-fault-charts.ts';
import { groupTrials, type TrialGroup, trialsOf } from '../../figures/groups.ts';
import { outcomeOf } from '../../figures/outcome.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, plain } from '../markdown.ts';
import { faultTable } from '../summary/fault-table.ts';
import { outcomeLabel } from '../words.ts';
import { markdownTable } from './markdown-table.ts';
import type { Place, Section } from './section.ts';

/** Padding of cells in what is folded: there are many of these tables. */
const unpadded = 3;

/** Every fault with its figures and its chart: those asked for most, and those that broke a rule, in full; others folded. */
export function faults(place: Place): Section | null {
  return section(place, groupsOf(place));
}

/** Only those that are not folded: for a page that has no room for all. */
export function leadingFaults(place: Place): Section | null {
  const all = groupsOf(place);
  return section(
    place,
    all.filter((group) => isOpen(group, all)),
  );
}

/** The control comes last: it is there to compare with. */
function groupsOf({ folder: { run } }: Place): TrialGroup[] {
  const groups = groupTrials(run).filter(({ experiment }) => experiment === 'failure');
  return [...groups.filter(({ fault }) => fault !== 'none'), ...groups.filter(({ fault }) => fault === 'none')];
}

function isOpen({ fault, trials }: TrialGroup, all: TrialGroup[]): boolean {
  return leads(fault) || outcomeOf(trials) !== 'holds' || (all.length <= 4 && fault !== 'none');
}

function section(place: Place, groups: TrialGroup[]): Section | null {
  if (groups.length === 0) return null;
  const charts = planFaultCharts(place.folder);
  const all = groupsOf(place);
  const howToRead = charts.values().next().value?.caption ?? '';
  const parts = groups.map((group) => {
    const { title, note, columns, rows, remarks } = faultTable(place.folder, group);
    const chart = charts.get(group.fault);
    const picture = chart === undefined ? '' : `![${plain(chart.alt)}](${place.prefix}charts/${chart.file})`;
    const body = blocks(
      note,
      markdownTable({ columns, rows }, isOpen(group, all) ? undefined : unpadded),
      bullets(remarks.map(plain)),
      picture,
    );
    return blocks(`### ${title}`, isOpen(group, all) ? body : folded(group, place, body));
  });
  return { heading: headings.faults, body: blocks(intro, howToRead, ...parts) };
}

function folded(group: TrialGroup, { folder: { run } }: Place, body: string): string {
  const verdicts = run.modes.flatMap((mode) => {
    const trials = trialsOf(group, mode);
    return trials.length === 0 ? [] : [`${mode} ${outcomeLabel[outcomeOf(trials)]}`];
  });
  return `<details><summary>${verdicts.join(', ')}: figures and chart</summary>\n\n${body}\n\n</details>`;
}

const intro =
  'Figures of the first block, in which one mode ran at a time; verdicts of all. *Healed* is the moment everything says it is ready again, so a longer start-up is a longer fault. ' +
  'Rows that are 0 in every mode are left out. `–`: no such figure in this mode. The control, with no fault at all, stands last.';
