import { modeNamed } from '../../modes.ts';
import type { CeilingFigures, JudgedCeiling, ModeOrder } from '../figures/ceilings.ts';
import { BEYOND, orderOfModes } from '../figures/ceilings.ts';
import { figure, listed, percent, plural } from './format.ts';

/** Whether our own code decides which mode is the fastest; empty where fewer than two modes were measured. */
export function orderWords(ceilings: readonly CeilingFigures[]): string {
  const order = orderOfModes(ceilings);
  if (order === null) return '';
  const [ours, raw] = [order.ours, order.raw].map((names) => listed(names.map((name) => modeNamed(name).label)));
  if (order.swapped.length === 0) {
    return ours === raw
      ? `In orders completed per second the modes stand in the same order among the smallest programs: ${ours}.`
      : `In orders completed per second the modes are ${ours}, and ${raw} among the smallest programs: they change places only where they are within ${percent(BEYOND - 1, 1)} of each other on one of the two sides, which is no order.`;
  }
  return `Our own code decides the order of ${swappedWords(order)}: completed per second it is ${ours}, among the smallest programs ${raw}. Read no ranking of the media from such throughput.`;
}

/** Whose order is that of our code and not of the media. */
export const swappedWords = ({ swapped }: ModeOrder): string => listed(swapped.map((mode) => modeNamed(mode).label));

/** Beside the smallest program of the same blocks: what the promises cost shows only where the empty one is the better. */
export function emptyWords(
  { mean, raw, blocks }: NonNullable<JudgedCeiling['empty']>,
  unit: string,
  moreIsBetter: boolean,
): string {
  const isBetter = (moreIsBetter ? mean / raw : raw / mean) > BEYOND;
  const shown = isBetter ? '' : ', so that these show no price of the promises';
  return `the empty pipeline: ${figure(mean)} ${unit} in ${plural(blocks, 'block')}, in which the smallest program had ${figure(raw)}${shown}`;
}
