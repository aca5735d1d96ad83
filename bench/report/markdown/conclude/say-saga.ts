import { sum } from '../../../measure/sums.ts';
import type { RunFile } from '../../../record/run-file.ts';
import { controlOfMetric } from '../../figures/controls.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import type { SagaOfRun } from '../../figures/saga.ts';
import { untold } from '../../tables/control-remarks.ts';
import { SAME, sagaRatiosTitle, sagaTitle } from '../../tables/saga.ts';
import { count, plural } from '../../words/format.ts';
import { modeLabel } from '../../words/names.ts';
import { timesWords } from '../../words/times-words.ts';
import { type Sentence, sentencesOf } from './sentence.ts';

/** What it costs that one service drives a paid order; and what customers saw of the orders that were undone. */
export function saySaga({ saga, run }: RunFigures): Sentence[] {
  if (saga === null) return [];
  return [
    ...sentencesOf(sagaRatiosTitle, 'saga', sayTimes(saga, run)),
    ...sentencesOf(sagaTitle, 'saga', saySeen(saga)),
  ];
}

function sayTimes(saga: SagaOfRun, run: RunFile): string[] {
  const modes = [...new Set(saga.ratios.map(({ mode }) => mode))];
  const told = modes.flatMap((mode) => {
    const ratios = saga.ratios.flatMap((each) =>
      each.mode === mode && each.interval !== null
        ? [`${each.metric} ${timesWords(each.interval, controlOfMetric(run, saga, mode, each.metric))}`]
        : [],
    );
    return ratios.length === 0 ? [] : [`${modeLabel(mode)}, orchestrated ÷ choreographed: ${ratios.join('; ')}.`];
  });
  return told.length === 0 ? [] : [...told, ...untold(saga, run, SAME)];
}

function saySeen({ cells }: SagaOfRun): string[] {
  const blocks = cells.flatMap((cell) => cell.blocks);
  if (blocks.length === 0) return [];
  const [paid, undone, refused, beside] = [
    sum(blocks, ({ figures }) => figures.orders),
    sum(blocks, ({ figures }) => figures.declined + figures.failed),
    sum(blocks, ({ figures }) => figures.refusedMeanwhile),
    sum(blocks, ({ figures }) => figures.reservedBeside),
  ];
  return [
    `Of ${plural(paid, 'order')} with payment, ${count(undone)} did not succeed. ${plural(refused, 'other')} ${refused === 1 ? 'was' : 'were'} refused for stock that came back later; ${count(beside)} reserved beside such stock.`,
  ];
}
