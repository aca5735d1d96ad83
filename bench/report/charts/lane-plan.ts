import { type Acting, senders } from '../../../common/workflow/message-table.ts';
import type { Story } from '../figures/stories.ts';

/** About: there are no text metrics without a browser. */
const CHARACTER = 6.4;
const GAP = 6;

export interface PlannedBar {
  number: number;
  row: number;
  fromMs: number;
  toMs: number;
  text: string;
  /** Whether the text stands in the bar, or above it. */
  inside: boolean;
  /** Middle of the text, in pixels from the left end of the axis. */
  centre: number;
}

const [first, ...others] = senders;
/** In the order of an order's way. */
const order = ['client', first as Acting, 'broker', ...others] as const;

/** Where the bars of one order stand, and their words: the stage's name where it fits, else its number, side by side. */
export function lanePlan({ stages, completed }: Story, width: number) {
  const lanes = order.filter((lane) => stages.some((stage) => stage.lane === lane));
  const step = niceStep(Math.max(completed, ...stages.map(({ to }) => to)) / 1000);
  const endMs = step.ms * step.times;
  const pixels = (us: number) => (us / 1000 / endMs) * width;
  const taken = lanes.map(() => Number.NEGATIVE_INFINITY);
  const bars = stages.map(({ lane, what, from, to }, index): PlannedBar => {
    const number = index + 1;
    const row = lanes.indexOf(lane);
    const room = pixels(to - from) - GAP;
    const fitting = [`${number} ${what}`, String(number)].find((text) => text.length * CHARACTER <= room);
    const middle = pixels((from + to) / 2);
    const bar = { number, row, fromMs: from / 1000, toMs: to / 1000 };
    if (fitting !== undefined) return { ...bar, text: fitting, inside: true, centre: middle };
    const text = String(number);
    const half = (text.length * CHARACTER) / 2;
    const left = Math.min(Math.max(middle - half, taken[row] ?? 0, GAP / 2), width - 2 * half);
    taken[row] = left + 2 * half + GAP;
    return { ...bar, text, inside: false, centre: left + half };
  });
  return { lanes, stepMs: step.ms, endMs, bars };
}

/** A round number of milliseconds that goes into this many about eight times, and how often, rounded up. */
function niceStep(ms: number): { ms: number; times: number } {
  const tenth = 10 ** Math.floor(Math.log10(ms / 8));
  const factor = [1, 2, 5, 10].find((each) => each * tenth >= ms / 8) ?? 10;
  const step = Number((factor * tenth).toPrecision(1));
  return { ms: step, times: Math.max(1, Math.ceil(ms / step)) };
}
