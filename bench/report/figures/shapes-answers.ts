import { comparisonBeside } from '../../measure/bootstrap.ts';
import type { ModeName } from '../../record/run-file.ts';
import type { Answer, AnswerCell } from './answers.ts';
import { controlOfMetric, whyNotTold } from './controls.ts';
import type { RunFigures } from './run-figures.ts';

/** Orchestrated against choreographed, in each mode that carries both. */
export function shapesAnswers({ saga, run }: RunFigures, modes: readonly ModeName[]): Answer[] {
  if (saga === null) return [];
  const cells = modes.map((mode): AnswerCell => {
    if (!run.modes.includes(mode)) return { kind: 'none', because: 'not run' };
    const found = saga.ratios.find((each) => each.mode === mode && each.metric === 'completion p50');
    if (found === undefined) return { kind: 'none', because: 'cannot' };
    const because = whyNotTold(run, saga, mode);
    if (because !== null) return { kind: 'not ranked', why: { kind: because } };
    const control = controlOfMetric(run, saga, mode, found.metric);
    return found.interval?.conclusive && control
      ? { kind: 'ratio', interval: found.interval, result: comparisonBeside(found.interval, control) }
      : { kind: 'not ranked', why: { kind: 'few blocks' } };
  });
  return [{ question: { kind: 'shapes', ratePerSecond: saga.ratePerSecond }, from: 'saga', cells }];
}
