import type { Variation } from '../../record/run-file.ts';
import type { ModeTrials, TrialGroup } from '../figures/groups.ts';
import { axisName, legend, linear, logMilliseconds, modeLine, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { ink } from './palette.ts';

interface Panel {
  title: string;
  log: boolean;
  /** Of one mode at one value; null where there is no figure. */
  of(trials: ModeTrials): number | null;
}

interface Sweep {
  file: string;
  title: string;
  xName: string;
  caption: string;
  unit: string;
  panels: [Panel, Panel];
}

const median = (title: string, kind: 'acceptance' | 'completion'): Panel => ({
  title,
  log: true,
  of({ latency }) {
    const p50 = latency[kind]?.p50 ?? null;
    return p50 === null ? null : p50 / 1000;
  },
});

const acceptance = median('Acceptance, median: until the HTTP answer', 'acceptance');
const completion = median('Completion, median: until the notification is stored', 'completion');
const goodput: Panel = {
  title: 'Orders completed per second',
  log: false,
  of: ({ used }) => used[0]?.goodputPerSecond ?? null,
};

const once =
  'Each point is one trial: described, not ranked. A missing point had too few samples for a median, or its figures are void.';

const sweeps: Partial<Record<Variation['kind'], Sweep>> = {
  delay: {
    file: 'delay-sweep.svg',
    title: 'Acceptance and completion against injected delay',
    xName: 'delay in front of inventory (ms)',
    unit: 'ms of delay',
    caption: `Where the left panel climbs with the delay, the client waits for inventory; where it stays flat, only the order does. ${once}`,
    panels: [acceptance, completion],
  },
  rate: {
    file: 'rate-ladder.svg',
    title: 'Goodput and completion at equal absolute rates',
    xName: 'orders offered per second',
    unit: 'orders per second',
    caption: `A mode keeps up as long as the left panel grows with what is offered. ${once}`,
    panels: [goodput, completion],
  },
  share: {
    file: 'share-of-capacity.svg',
    title: 'Acceptance and completion at equal shares of the own capacity',
    xName: "percent of the mode's own capacity",
    unit: 'percent',
    caption: `Each mode at the same share of what it can sustain, so the rates differ: how its times change as it fills up. ${once}`,
    panels: [acceptance, completion],
  },
};

/** Two panels against one thing that was varied, a point per trial; null with fewer than two values or no figure. */
export function sweepChart(kind: Variation['kind'], groups: TrialGroup[]): Chart | null {
  const sweep = sweeps[kind];
  if (sweep === undefined || groups.length < 2) return null;
  const values = groups.map(({ variation }) => String(variation?.value ?? 0));
  const lines = sweep.panels.flatMap((panel, index) =>
    (groups[0]?.modes ?? []).map(({ mode }, column) => {
      const data = groups.map(({ modes }) => (modes[column] ? panel.of(modes[column]) : null));
      return { mode, index, panel, data };
    }),
  );
  const drawn = lines.filter(({ data }) => data.some((value) => value !== null));
  if (drawn.length === 0) return null;
  const left = [66, 526];
  return {
    file: sweep.file,
    title: sweep.title,
    alt: `Two panels, ${sweep.panels.map(({ title }) => title.toLowerCase()).join(' and ')}, at ${values.join(', ')} ${sweep.unit}, one line per mode.`,
    caption: sweep.caption,
    reads: {},
    height: 376,
    option: {
      title: sweep.panels.map(({ title }, index) => panelTitle(title, left[index] ?? 0, 48)),
      legend: legend([...new Set(drawn.map(({ mode }) => mode))], 14),
      grid: left.map((from) => ({ left: from, top: 76, width: 362, height: 240 })),
      xAxis: left.map((_, gridIndex) => ({
        type: 'category',
        gridIndex,
        data: values,
        axisLabel: { fontSize: 12, color: ink },
        ...axisName(sweep.xName, 32),
      })),
      yAxis: sweep.panels.map(({ log }, gridIndex) => {
        const shown = drawn.flatMap(({ panel, data }) =>
          panel.log === log ? data.flatMap((value) => value ?? []) : [],
        );
        return log ? logMilliseconds(shown, { gridIndex }) : linear({ gridIndex, min: 0 });
      }),
      series: drawn.map(({ mode, index, data }) =>
        modeLine(mode, index, points(data), { symbol: 'circle', symbolSize: 7 }),
      ),
    },
  };
}

function points(data: (number | null)[]): [number, number | null][] {
  return data.map((value, index) => [index, value]);
}
