import { comparisonBeside, type RatioInterval } from '../../measure/bootstrap.ts';
import { ratioFigure } from './format.ts';
import { undecidedWords } from './ranking-words.ts';

const direction = { greater: 'more', smaller: 'less' } as const;

/** So many times, with its interval; and whether that is more or less than its control does. Null: the run may not tell. */
export function timesWords(interval: RatioInterval, control: RatioInterval | null): string {
  const { ratio, low, high, blocks, conclusive } = interval;
  const words = `${ratioFigure(ratio)} (${ratioFigure(low)} to ${ratioFigure(high)}; ${blocks} blocks)`;
  if (control === null || !conclusive) return words;
  const result = comparisonBeside(interval, control);
  return `${words}: ${result === 'no difference shown' ? undecidedWords(interval) : direction[result]}`;
}
