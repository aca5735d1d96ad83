import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draw } from './charts/draw.ts';
import { planCharts } from './charts/plan-charts.ts';
import { readRun } from './read/read-run.ts';
import { charts } from './sections/charts.ts';
import { comparison } from './sections/comparison.ts';
import { documentOf } from './sections/document.ts';
import { fairness } from './sections/fairness.ts';
import { glossary } from './sections/glossary.ts';
import { provenance } from './sections/provenance.ts';
import { replayEvidence } from './sections/replay-evidence.ts';
import { resources } from './sections/resources.ts';
import { trials } from './sections/trials.ts';
import { verdicts } from './sections/verdicts.ts';

/**
 * Writes `report.md` and `charts/*.svg` into a run folder: a pure function of its `run.json`, `histograms/*.hlog`,
 * `series.csv` and `metrics.json`, the same bytes each time. Throws when there is no readable `run.json`.
 */
export async function renderRun(folder: string): Promise<void> {
  const data = await readRun(folder);
  const pictures = join(folder, 'charts');
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  for (const chart of planCharts(data)) await writeFile(join(pictures, chart.file), draw(chart));
  const parts = [comparison, charts, fairness, resources, verdicts, replayEvidence, trials, provenance, glossary];
  await writeFile(join(folder, 'report.md'), documentOf(data, '', 'One order workflow, three ways to talk', parts));
}
