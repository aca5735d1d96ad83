import { emptyFolder, replaceFile } from '../record/folder-files.ts';
import { readRun } from '../record/read-run.ts';
import { draw } from './charts/draw.ts';
import { allCharts, planCharts } from './charts/plan-charts.ts';
import { figuresOf } from './figures/run-figures.ts';
import { charts, comparison } from './markdown/sections/comparison.ts';
import { documentOf } from './markdown/sections/document.ts';
import { fairness } from './markdown/sections/fairness.ts';
import { faults } from './markdown/sections/faults.ts';
import { glossary } from './markdown/sections/glossary.ts';
import { capacitySteps, ceilings, limiters } from './markdown/sections/limits.ts';
import { matrix } from './markdown/sections/matrix.ts';
import { orderStory } from './markdown/sections/order-story.ts';
import { provenance } from './markdown/sections/provenance.ts';
import { recoverySettings } from './markdown/sections/recovery-settings.ts';
import { replayEvidence } from './markdown/sections/replay-evidence.ts';
import { resources } from './markdown/sections/resources.ts';
import { trials } from './markdown/sections/trials.ts';
import { verdicts } from './markdown/sections/verdicts.ts';
import { worth } from './markdown/sections/worth.ts';

/**
 * Writes `report.md` and `charts/*.svg` into a run folder: a pure function of its `run.json`, its histograms,
 * `series.csv` and `metrics.json`, the same bytes each time. Throws when there is no readable `run.json`.
 */
export async function renderRun(folder: string): Promise<void> {
  const figures = figuresOf(await readRun(folder));
  const planned = planCharts(figures);
  const pictures = allCharts(planned).map((chart) => [`charts/${chart.file}`, draw(chart)] as const);
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
  const report = documentOf({ figures, charts: planned, prefix: '' }, 'One order workflow, three ways to talk', parts);
  replaceFile(folder, 'report.md', report);
}
