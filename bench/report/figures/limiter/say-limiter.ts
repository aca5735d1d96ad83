import { nextStep } from '../../../record/capacity.ts';
import type { ModeName, RunFile } from '../../../record/run-file.ts';
import { isUsable } from '../../../record/trial-use.ts';
import { rate } from '../../markdown/format.ts';
import { plain } from '../../markdown/markdown.ts';
import { stepWords } from '../../markdown/reason-words.ts';
import { judgedTrial } from './judged-trial.ts';
import { limiterOf } from './limiter.ts';

/** Why a mode does not do twice as much, in plain sentences; null where nothing was sampled. */
export function sayLimiter(run: RunFile, mode: ModeName): string | null {
  const judged = judgedTrial(run, mode);
  if (judged === null) return null;
  const { trial, atCapacity } = judged;
  const limiter = limiterOf(trial, run.host, run.durability);
  if (limiter === null) return null;
  const at = `at ${rate(trial.load?.ratePerSecond ?? 0)} orders per second`;
  if (!atCapacity) {
    return limiter.kind === 'none'
      ? `${mode}, ${at}: nothing was near its limit, and it was not held at its capacity: this run does not say why not double.`
      : `${mode}, ${at} (not at its capacity): ${plain(limiter.because)}.`;
  }
  const search = run.trials.find((each) => each.mode === mode && isUsable(each) && each.capacity !== null)?.capacity;
  const next = search ? nextStep(search) : null;
  const broke =
    next === null ? '' : ` The next step, ${rate(next.ratePerSecond)}/s, broke: ${plain(stepWords(next.outcome))}.`;
  return `${mode}, ${at}, its capacity: ${plain(limiter.because)}.${broke}`;
}
