import type { ModeName, Trial } from '../../record/run-file.ts';
import { voidedBy } from '../../record/trial-use.ts';
import type { Answer, Question } from '../figures/answers.ts';
import { outcomeOf } from '../figures/outcome.ts';
import type { RunFigures } from '../figures/run-figures.ts';
import { isSame } from '../figures/work.ts';
import { blocks, bullets, code, plain, table } from '../markdown/markdown.ts';
import { markdownTable } from '../markdown/sections/comparison.ts';
import type { CitedRuns } from '../markdown/sections/first-screen.ts';
import { repeatCommand } from '../markdown/sections/provenance.ts';
import { capacityTable } from '../tables/capacity.ts';
import { efficiencyTable } from '../tables/efficiency.ts';
import { faultTable } from '../tables/fault.ts';
import { latencyTable } from '../tables/latency.ts';
import { rankingTable } from '../tables/ranking.ts';
import { replayTable } from '../tables/replay.ts';
import { sagaTables } from '../tables/saga.ts';
import type { SummaryTable } from '../tables/table.ts';
import { wayBackTables } from '../tables/way-back.ts';
import { heldUpTable, ratesTable } from '../tables/work.ts';
import { questionWords } from '../words/answer-words.ts';
import { plural } from '../words/format.ts';
import { outcomeLabel } from '../words/names.ts';
import { whyWords } from '../words/reason-words.ts';
import { fromMarkdown } from './from-markdown.ts';
import { html, type Markup } from './html.ts';

/** Names a question in an address: letters, digits and hyphens. */
export function keyOf(question: Question): string {
  switch (question.kind) {
    case 'fault':
      return `fault-${question.fault.replaceAll(/[^a-z0-9]+/g, '-')}`;
    case 'compared':
      return question.metric.replaceAll(/[^a-z0-9]+/g, '-');
    case 'told':
    case 'answered':
    case 'finished':
    case 'costs':
    case 'capacity':
    case 'hands':
    case 'others':
    case 'knows':
    case 'shapes':
    case 'past':
      return question.kind;
  }
}

/** The table that an answer is taken from, the trials that the table is made of, and the command that makes them again. */
export function behindAnswer({ question, from }: Answer, cited: CitedRuns, modes: readonly ModeName[]): Markup {
  const run = from === null ? undefined : cited[from];
  const told =
    run === undefined
      ? 'It is so by design, and nothing of it was measured.'
      : blocks(
          `From run [${run.figures.run.runId}](${run.prefix}report.md).`,
          ...tablesBehind(question, run.figures).map((each) =>
            blocks(each.note, markdownTable(each), bullets(each.remarks.map(plain))),
          ),
          trialsTold(trialsBehind(question, run.figures)),
          `To do it again: ${code(repeatCommand(run.figures.run))}`,
        );
  return html`<section id="on-${keyOf(question)}"><h3>${questionWords(question, modes)}</h3>
${fromMarkdown(told)}</section>`;
}

function tablesBehind(
  question: Question,
  { run, latency, spans, faults, replay, work, wayBack, saga }: RunFigures,
): SummaryTable[] {
  const tables = (): (SummaryTable | null)[] => {
    switch (question.kind) {
      case 'told':
        return [];
      case 'answered':
      case 'finished':
        return latency.base.slice(0, 1).map(({ group }) => latencyTable(run, group));
      case 'compared':
        return latency.rankings
          .filter(({ at }) => at.kind === 'base')
          .map((ranking) => rankingTable(ranking, run, spans));
      case 'costs':
        return [latency.efficiency && efficiencyTable(latency.efficiency)];
      case 'capacity':
        return [latency.capacity && capacityTable(latency.capacity, run.durability)];
      case 'fault':
        return faults.filter(({ fault }) => fault === question.fault).map(faultTable);
      case 'hands':
        return [work && ratesTable(work, run)];
      case 'others':
        return [work && heldUpTable(work)];
      case 'knows':
        return wayBack ? wayBackTables(wayBack) : [];
      case 'shapes':
        return saga ? sagaTables(saga, run) : [];
      case 'past':
        return [replay && replayTable(replay)];
    }
  };
  return tables().filter((each) => each !== null);
}

function trialsBehind(question: Question, { run: { trials }, faults, replay, work }: RunFigures): Trial[] {
  const varying = (...kinds: string[]) =>
    trials.filter(({ kind, variation }) => kind === 'ordinary' && kinds.includes(variation?.kind ?? ''));
  switch (question.kind) {
    case 'told':
      return [];
    case 'answered':
    case 'finished':
      return varying('base');
    case 'compared':
      return varying('base', 'again');
    case 'costs':
      return varying('base', 'rate', 'share', 'capacity', 'sustain');
    case 'capacity':
      return varying('capacity');
    case 'fault':
      return faults.find(({ fault }) => fault === question.fault)?.group?.trials ?? [];
    case 'hands':
    case 'others':
      return (work?.cells ?? []).filter(({ row }) => isSame(row, question.row)).map(({ trial }) => trial);
    case 'knows':
      return trials.filter((trial) => trial.wayBack !== undefined);
    case 'shapes':
      return trials.filter((trial) => trial.saga !== undefined);
    case 'past':
      return (replay?.trials ?? []).map(({ trial }) => trial);
  }
}

function trialsTold(trials: readonly Trial[]): string {
  const rows = trials.map((trial) => {
    const why = voidedBy(trial);
    const orders = `${trial.requests.accepted} of ${trial.requests.sent}`;
    return [
      code(trial.id),
      String(trial.seed),
      orders,
      why === null ? '' : plain(whyWords(why)),
      outcomeLabel[outcomeOf([trial])],
    ];
  });
  return blocks(
    `<details><summary>${plural(trials.length, 'trial')}</summary>`,
    table(['trial', 'seed', 'accepted', 'void, because', 'verdict'], rows),
    '</details>',
  );
}
