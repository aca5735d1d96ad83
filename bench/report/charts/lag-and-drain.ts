import type { Drain } from '../figures/replay.ts';
import { count, listed } from '../words/format.ts';
import { axisName, legend, linear, panelLine, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { faint, ink, lineStyles } from './palette.ts';

/** The lag of the trials with a throttled consumer: as the broker and as the services tell it, and by consumer. */
export function lagCharts(drains: Drain[]): Chart[] {
  const used = drains.filter(({ usable }) => usable);
  const charts = [
    chart(
      'lag-and-drain.svg',
      'Lag and drain: the broker against the services',
      'What waits for the throttled consumer, told by the broker and by the counters of the services themselves. A line that climbs is a consumer that cannot keep up; ' +
        'the vertical line is the moment it was let go. The two must lie on each other: where they do not, one of them is wrong or was read later.',
      used.flatMap((each) => toldTwice(each) ?? []),
    ),
    chart(
      'lag-by-consumer.svg',
      'Lag and drain: by consumer',
      'Messages waiting in the broker for each queue or consumer group; one that always kept up is left out. A consumer further down the line lags only while the one before it hands on more than it can take.',
      used.flatMap((each) => byConsumer(each) ?? []),
    ),
  ];
  return charts.filter((each) => each !== null);
}

function chart(file: string, title: string, caption: string, panels: TimePanel[]): Chart | null {
  if (panels.length === 0) return null;
  const peaks = panels.flatMap(({ title: where, lines }) =>
    lines.map(({ name, data }) => `${where}, ${name} ${count(Math.max(...data.map(([, value]) => value)))}`),
  );
  return {
    file,
    title,
    alt: `Messages waiting over seconds since the load began, one panel per trial. Peaks: ${listed(peaks)}.`,
    caption,
    reads: {},
    ...timePanels(panels),
  };
}

function toldTwice({ trial: { mode }, drain }: Drain): TimePanel | null {
  if (drain.samples.length === 0) return null;
  const line = (of: 'broker' | 'services') =>
    drain.samples.map((sample): [number, number] => [sample.second, sample[of]]);
  return {
    title: `${mode}: messages waiting`,
    lines: [
      { name: 'told by the broker', data: line('broker') },
      { name: "told by the services' counters", data: line('services') },
    ],
    mark: mark(drain),
  };
}

/** The eight with the highest peaks: a chart has no room for more. */
function byConsumer({ trial: { mode }, drain, consumers }: Drain): TimePanel | null {
  const lines = consumers.slice(0, 8);
  if (lines.length < 2) return null; // a single consumer is in the other chart already
  return { title: `${mode}: messages waiting, by consumer`, lines, mark: mark(drain) };
}

function mark({ liftedSecond }: Drain['drain']): TimePanel['mark'] {
  return liftedSecond === undefined ? null : { second: liftedSecond, words: 'let go' };
}

/** One diagram over seconds; `mark` is a vertical line with a word on it. */
interface TimePanel {
  title: string;
  lines: { name: string; data: [number, number][] }[];
  mark: { second: number; words: string } | null;
}

/** Panels below each other on one clock. Lines of the same name look the same in all of them; none is a mode's. */
function timePanels(panels: TimePanel[]): Pick<Chart, 'height' | 'option'> {
  const names = [...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name)))];
  const seconds = panels.flatMap(({ lines }) => lines.flatMap(({ data }) => data.map(([second]) => second)));
  const [from, to] = [Math.floor(Math.min(...seconds)), Math.ceil(Math.max(...seconds))];
  const first = 82 + 22 * Math.ceil(names.length / 3);
  const top = (panel: number) => first + panel * 220;
  return {
    height: top(panels.length) - 6,
    option: {
      title: panels.map(({ title }, panel) => panelTitle(title, 66, top(panel) - 42)),
      legend: { ...legend(names, 14), width: 860, itemGap: 24 },
      grid: panels.map((_, panel) => ({ left: 66, top: top(panel), width: 830, height: 140 })),
      xAxis: panels.map((_, gridIndex) =>
        linear({
          gridIndex,
          min: from,
          max: to,
          splitLine: { show: false },
          ...(gridIndex === panels.length - 1 ? axisName('seconds since the load began', 28) : {}),
        }),
      ),
      yAxis: panels.map((_, gridIndex) => linear({ gridIndex, min: 0, splitNumber: 4 })),
      series: panels.flatMap(({ lines, mark }, panel) =>
        lines.map(({ name, data }, index) =>
          panelLine(
            name,
            lookOf(names.indexOf(name)),
            panel,
            data,
            index === 0 && mark !== null ? { markLine: markLine(mark) } : {},
          ),
        ),
      ),
    },
  };
}

const lookOf = (index: number): (typeof lineStyles)[number] =>
  lineStyles[index % lineStyles.length] ?? { color: ink, dash: 'solid' };

function markLine({ second, words }: NonNullable<TimePanel['mark']>) {
  return {
    silent: true,
    symbol: 'none',
    data: [
      {
        xAxis: second,
        lineStyle: { color: faint, type: 'solid', width: 1.2 },
        label: { show: true, formatter: words, position: 'end', fontSize: 12, color: ink, distance: 5 },
      },
    ],
  };
}
