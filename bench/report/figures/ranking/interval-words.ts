import type { RatioInterval } from '../../../measure/bootstrap.ts';
import { plural } from '../../markdown/format.ts';

/** `0.82 (95% interval 0.79 to 0.86, 6 blocks)` */
export function ratioWords({ ratio, low, high, blocks }: RatioInterval): string {
  return `${ratioFigure(ratio)} (95% interval ${ratioFigure(low)} to ${ratioFigure(high)}, ${plural(blocks, 'block')})`;
}

/** Two decimals; more where they would hide on which side of 1 it lies. */
function ratioFigure(ratio: number): string {
  const short = ratio.toFixed(2);
  return short === '1.00' && ratio !== 1 ? ratio.toFixed(4) : short;
}
