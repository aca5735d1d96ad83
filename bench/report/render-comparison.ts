import { basename, dirname, relative, sep } from 'node:path';
import { makeFolder } from '../../common/base/make-folder.ts';
import { modes } from '../modes.ts';
import { readFileIn, replaceFile } from '../record/folder-files.ts';
import { readRun } from '../record/read-run.ts';
import { planCharts } from './charts/plan-charts.ts';
import { figuresOf } from './figures/run-figures.ts';
import { plain } from './markdown/markdown.ts';
import { charts, comparison } from './markdown/sections/comparison.ts';
import { documentOf, type Place, type Section } from './markdown/sections/document.ts';
import { fairness } from './markdown/sections/fairness.ts';
import { leadingFaults } from './markdown/sections/faults.ts';
import { glossary } from './markdown/sections/glossary.ts';
import { matrix } from './markdown/sections/matrix.ts';
import { listed } from './words/format.ts';

const TITLE = `${listed(modes.map(({ medium }) => medium.name))} compared`;

/**
 * Writes a page of the conclusions, tables and charts of one run, with links into its folder. The folder must have been
 * rendered (`renderRun`), since the charts and the full report are only linked. Throws, having written nothing, when the
 * run was cut off, or when the file is there and is no such page.
 */
export async function renderComparison(folder: string, outFile: string): Promise<void> {
  const figures = figuresOf(await readRun(folder));
  if (figures.run.unfinished) throw new Error(`${folder}: this run was cut off, and what it has is no comparison.`);
  const [into, name] = [dirname(outFile), basename(outFile)];
  makeFolder(into);
  if (readFileIn(into, name)?.toString('utf8').startsWith(`# ${TITLE}\n`) === false) {
    throw new Error(`${outFile} exists and is not a comparison. Choose another name.`);
  }
  const way = relative(into, folder).split(sep).filter(Boolean).map(encodeURIComponent).join('/');
  const prefix = way === '' ? '' : `${way}/`;
  const parts = [matrix, comparison, charts, leadingFaults, fairness, fullReport, glossary];
  const place = { figures, charts: planCharts(figures), prefix };
  replaceFile(into, name, documentOf(place, TITLE, parts));
}

function fullReport({ figures: { run }, prefix }: Place): Section {
  return {
    heading: 'The full report',
    body:
      `This page is the newest run. [Its report](${prefix}report.md) has what is left out here: where the CPU went, every verdict ` +
      `with its evidence, all trials in order, and how to repeat the run (${plain(run.runId)}).`,
  };
}
