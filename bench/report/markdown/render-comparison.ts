import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { readRun } from '../../record/read-run.ts';
import { plain } from './markdown.ts';
import { charts } from './sections/charts.ts';
import { comparison } from './sections/comparison.ts';
import { documentOf } from './sections/document.ts';
import { fairness } from './sections/fairness.ts';
import { matrix } from './sections/fault-matrix.ts';
import { leadingFaults } from './sections/faults.ts';
import { glossary } from './sections/glossary.ts';
import type { Place, Section } from './sections/section.ts';

/**
 * Writes `results/comparison.md`: the conclusions, tables and charts of one run, with links into its folder. The
 * folder must have been rendered (`renderRun`), since the charts and the full report are only linked.
 */
export async function renderComparison(folder: string, outFile: string): Promise<void> {
  const data = await readRun(folder);
  const way = relative(dirname(outFile), folder).split(sep).filter(Boolean).map(encodeURIComponent).join('/');
  const prefix = way === '' ? '' : `${way}/`;
  await mkdir(dirname(outFile), { recursive: true });
  const parts = [matrix, comparison, charts, leadingFaults, fairness, fullReport, glossary];
  await writeFile(outFile, documentOf(data, prefix, 'REST, RabbitMQ and Kafka compared', parts));
}

function fullReport({ folder: { run }, prefix }: Place): Section {
  return {
    heading: 'The full report',
    body:
      `This page is the newest run. [Its report](${prefix}report.md) has what is left out here: where the CPU went, every verdict ` +
      `with its evidence, all trials in order, and how to repeat the run (${plain(run.runId)}).`,
  };
}
