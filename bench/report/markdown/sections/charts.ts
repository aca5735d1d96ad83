import { isVoid } from '../../../record/trial-use.ts';
import { planCharts } from '../../charts/plan-charts.ts';
import { planFaultCharts } from '../../charts/plan-fault-charts.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, plain } from '../markdown.ts';
import type { Place, Section } from './section.ts';

export function charts({ folder, prefix }: Place): Section | null {
  const planned = planCharts(folder);
  if (planned.length === 0 && planFaultCharts(folder).size > 0) return null;
  const intro =
    'Each mode has the same colour and line style in every chart: `sync-rest` blue and solid, `async-rabbitmq` orange and dashed, ' +
    '`streaming-kafka` green and dotted. Charts of lag have colours of their own.';
  const body =
    planned.length === 0
      ? folder.run.trials.some(isVoid)
        ? 'There is nothing to draw: trials whose figures are void are left out of charts.'
        : 'This run recorded no histograms and no series to draw.'
      : blocks(
          intro,
          ...planned.map((each) =>
            blocks(`### ${each.title}`, `![${plain(each.alt)}](${prefix}charts/${each.file})`, each.caption),
          ),
        );
  return { heading: headings.charts, body };
}
