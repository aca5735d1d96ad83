import { emptyFolder, replaceFile } from '../../record/folder-files.ts';
import { readRun } from '../../record/read-run.ts';
import { draw } from '../charts/draw.ts';
import { orderLanes } from '../charts/order-lanes.ts';
import { planCharts } from '../charts/plan-charts.ts';
import { planFaultCharts } from '../charts/plan-fault-charts.ts';
import { capacitySteps } from './sections/capacity-steps.ts';
import { ceilings } from './sections/ceilings.ts';
import { charts } from './sections/charts.ts';
import { comparison } from './sections/comparison.ts';
import { documentOf } from './sections/document.ts';
import { fairness } from './sections/fairness.ts';
import { matrix } from './sections/fault-matrix.ts';
import { faults } from './sections/faults.ts';
import { glossary } from './sections/glossary.ts';
import { limiters } from './sections/limiter.ts';
import { orderStory } from './sections/order-story.ts';
import { provenance } from './sections/provenance.ts';
import { recoverySettings } from './sections/recovery-settings.ts';
import { replayEvidence } from './sections/replay-evidence.ts';
import { resources } from './sections/resources.ts';
import { trials } from './sections/trials.ts';
import { verdicts } from './sections/verdicts.ts';
import { worth } from './sections/worth.ts';

/**
 * Writes `report.md` and `charts/*.svg` into a run folder: a pure function of its `run.json`, `histograms/*.hlog`,
 * `series.csv` and `metrics.json`, the same bytes each time. Throws when there is no readable `run.json`.
 */
export async function renderRun(folder: string): Promise<void> {
  const data = await readRun(folder);
  const drawn = [...planCharts(data), ...planFaultCharts(data).values(), orderLanes(data) ?? []].flat();
  const pictures = drawn.map((chart) => [`charts/${chart.file}`, draw(chart)] as const);
  emptyFolder(folder, 'charts', '.svg');
  for (const [name, svg] of pictures) replaceFile(folder, name, svg);
  const parts = [
    matrix,
    comparison,
    charts,
    orderStory,
    faults,
    worth,
    recoverySettings,
    fairness,
    limiters,
    resources,
    ceilings,
    capacitySteps,
    verdicts,
    replayEvidence,
    trials,
    provenance,
    glossary,
  ];
  replaceFile(folder, 'report.md', documentOf(data, '', 'One order workflow, three ways to talk', parts));
}
