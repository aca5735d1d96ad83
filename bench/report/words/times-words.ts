import { comparisonOf, type RatioInterval } from '../../measure/bootstrap.ts';
import { ratioFigure } from './format.ts';

const direction = { greater: ': more', smaller: ': less', 'no difference shown': ': no difference shown' } as const;

/** So many times, with its interval; and whether that is more or less, where the run may tell it and enough blocks carry it. */
export function timesWords(interval: RatioInterval, mayTell: boolean): string {
  const { ratio, low, high, blocks, conclusive } = interval;
  const told = mayTell && conclusive ? direction[comparisonOf(interval)] : '';
  return `${ratioFigure(ratio)} (${ratioFigure(low)} to ${ratioFigure(high)}; ${blocks} blocks)${told}`;
}
