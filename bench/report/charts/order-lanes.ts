import { type Acting, senders } from '../../../common/workflow/message-table.ts';
import type { ModeName } from '../../record/run-file.ts';
import { isVoid } from '../../record/trial-use.ts';
import type { Story, TrialStory } from '../figures/stories.ts';
import { listed, msOfMicros } from '../words/format.ts';
import { modeLabel } from '../words/names.ts';
import { axisName, linear, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { ink, modeStyle } from './palette.ts';

const LEFT = 118;
const WIDTH = 776;
const LANE = 38;
/** Half of a bar's thickness, in lanes. */
const HALF = 0.27;

/** One order of each mode, from its schedule to its notification: who had it when. */
export function orderLanes(stories: TrialStory[]): Chart | null {
  if (stories.length === 0) return null;
  let top = 40;
  const panels = stories.map(({ mode, trial, story }, index) => {
    const plan = lanePlan(story, WIDTH);
    const panel = { index, mode, trial, story, top, ...plan, height: plan.lanes.length * LANE };
    top += panel.height + 92;
    return panel;
  });
  const totals = stories.map(({ mode, story }) => `${mode} ${msOfMicros(story.completed)} ms`);
  return {
    file: 'order-lanes.svg',
    title: 'One order in each mode',
    alt: `One lane per service and the broker over milliseconds, with numbered bars for what happened to one order. From schedule to notification: ${listed(totals)}.`,
    caption:
      'Read a panel from left to right: the order moves from lane to lane, and each numbered bar is one stage of the table below. ' +
      'Each panel has a time axis of its own. Drawn is the one order of each mode that took as long as the median.',
    height: top - 42,
    option: {
      title: panels.flatMap((panel) => [
        panelTitle(heading(panel), LEFT, panel.top - 28),
        ...panel.lanes.map((lane, row) => words(lane, LEFT - 10, panel.top + (row + 0.6) * LANE - 4, 'right')),
        ...panel.bars.map((bar) => label(bar, panel.top)),
      ]),
      grid: panels.map(({ top: from, height }) => ({
        left: LEFT,
        top: from,
        width: WIDTH,
        height,
        outerBoundsMode: 'none', // words are placed by the pixel: the axes must not move for their labels
      })),
      xAxis: panels.map(({ index, stepMs, endMs }) =>
        linear({
          gridIndex: index,
          min: 0,
          max: endMs,
          interval: stepMs,
          axisLabel: { fontSize: 12, color: ink, formatter: (ms: number) => String(Number(ms.toPrecision(6))) },
          ...axisName('milliseconds since the order was due', 24),
        }),
      ),
      yAxis: panels.map(({ index, lanes }) =>
        linear({
          gridIndex: index,
          min: 0,
          max: lanes.length,
          interval: 1,
          inverse: true,
          axisLabel: { show: false },
          axisTick: { show: false },
        }),
      ),
      series: panels.map(({ index, mode, bars }) => ({
        type: 'line',
        xAxisIndex: index,
        yAxisIndex: index,
        data: [],
        silent: true,
        markArea: { silent: true, data: bars.map((bar) => area(bar, mode)) },
      })),
    },
  };
}

const heading = ({ mode, trial, story }: TrialStory) =>
  `${modeLabel(mode)} (${mode}): ${msOfMicros(story.completed)} ms from due to notified${isVoid(trial) ? ', in a VOID trial' : ''}`;

/** Neighbours in a lane differ in shade. */
function area({ fromMs, toMs, row, number }: PlannedBar, mode: ModeName) {
  const { color } = modeStyle(mode);
  return [
    {
      xAxis: fromMs,
      yAxis: row + 0.6 - HALF,
      itemStyle: { color, opacity: number % 2 === 0 ? 0.28 : 0.46, borderColor: color, borderWidth: 1 },
    },
    { xAxis: toMs, yAxis: row + 0.6 + HALF },
  ];
}

const words = (text: string, left: number, top: number, textAlign: 'left' | 'center' | 'right') => ({
  text,
  left,
  top,
  textAlign,
  padding: 0,
  textStyle: { fontSize: 11, fontWeight: 'normal', color: ink },
});

/** In its bar where there is room, otherwise above it. */
function label({ text, centre, inside, row }: PlannedBar, top: number) {
  return words(text, LEFT + centre, top + (row + (inside ? 0.6 : 0.2)) * LANE - 4, 'center');
}

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
