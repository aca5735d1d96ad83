import { doors } from '../../../record/door-cell.ts';
import { controlOfMetric } from '../../figures/controls.ts';
import { doorMetrics } from '../../figures/gateway.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { untold } from '../../tables/control-remarks.ts';
import { SAME, timesTitle } from '../../tables/gateway.ts';
import { doorWords } from '../../words/door-words.ts';
import { modeLabel } from '../../words/names.ts';
import { timesWords } from '../../words/times-words.ts';
import { type Sentence, sentencesOf } from './sentence.ts';

/** What each way through the door costs in each mode, as so many times the same mode without one. */
export function sayGateway({ gateway, run }: RunFigures): Sentence[] {
  if (gateway === null) return [];
  const told = gateway.modes.flatMap((mode) =>
    doors.flatMap((door) => {
      const times = gateway.cells.find((each) => each.mode === mode && each.door === door)?.times;
      const ratios = doorMetrics.flatMap((metric) => {
        const interval = times?.[metric] ?? null;
        return interval === null
          ? []
          : [`${metric} ${timesWords(interval, controlOfMetric(run, gateway, mode, metric))}`];
      });
      return ratios.length === 0
        ? []
        : [`${modeLabel(mode)}, ${doorWords[door]} ÷ ${doorWords.direct}: ${ratios.join('; ')}.`];
    }),
  );
  if (told.length === 0) return [];
  return sentencesOf(timesTitle, 'door', [...told, ...untold(gateway, run, SAME)]);
}
