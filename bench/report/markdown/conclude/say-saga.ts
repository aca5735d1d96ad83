import { sum } from '../../../measure/sums.ts';
import type { RunFile } from '../../../record/run-file.ts';
import type { SagaFigures } from '../../../record/saga-cell.ts';
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
  const all = cells.flatMap((cell) => cell.blocks.map(({ figures }) => figures));
  if (all.length === 0) return [];
  const total = (of: (figures: SagaFigures) => number) => count(sum(all, of));
  const paid = plural(
    sum(all, ({ orders }) => orders),
    'order',
  );
  const undone = `${total(({ declined }) => declined)} were declined by the provider and ${total(({ failed }) => failed)} failed`;
  const [meanwhile, beside] = [total((one) => one.refusedMeanwhile), total((one) => one.reservedBeside)];
  return [
    all.some(({ refused }) => refused === undefined)
      ? `Of ${paid} with payment, ${undone}; those that inventory refused are not counted here. ${meanwhile} were refused while stock of any of their products was held that came back later; ${beside} reserved beside such stock.`
      : `Of ${paid} with payment, ${undone}; inventory refused ${total(({ refused = 0 }) => refused)}, ${meanwhile} of them while what was lacking was held by others and came back later. ${beside} reserved beside such stock.`,
  ];
}
