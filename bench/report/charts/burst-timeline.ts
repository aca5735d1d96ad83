import type { Burst } from '../figures/latency.ts';
import { count, listed } from '../words/format.ts';
import { waitingTitle } from '../words/names.ts';
import { axisName, legend, linear, logMilliseconds, modeLine, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';

const panels: { metric: keyof Burst['modes'][number]['seconds']; title: string; log: boolean }[] = [
  { metric: 'offered', title: 'Requests offered in each second', log: false },
  { metric: 'waiting', title: waitingTitle.unfinished, log: false },
  {
    metric: 'acceptance-slowest-ms',
    title: 'Longest wait for an answer, of orders due in that second',
    log: true,
  },
  {
    metric: 'completion-slowest-ms',
    title: 'Longest time to completion, of orders due in that second',
    log: true,
  },
];

/** A burst second by second, the first usable trial of each mode on one clock; null without a series. */
export function burstTimeline({ times, modes }: Burst): Chart | null {
  const shown = panels
    .map(({ metric, title, log }) => ({
      metric,
      title,
      log,
      lines: modes.map(({ mode, seconds: of }) => ({ mode, data: of[metric] })),
    }))
    .filter(({ lines }) => lines.some(({ data }) => data.length > 0));
  if (shown.length === 0) return null;
  const seconds = shown.flatMap(({ lines }) => lines.flatMap(({ data }) => data.map(([second]) => second)));
  const top = (panel: number) => 94 + panel * 186;
  const peaks = modes.flatMap(({ mode, peak }) => (peak === null ? [] : [`${mode} ${count(peak)}`]));
  return {
    file: `burst-${times}.svg`,
    title: `A burst of ${times} times the base rate, second by second`,
    alt: `Panels over seconds since the load began: ${shown.map(({ title }) => title.toLowerCase()).join('; ')}.${peaks.length === 0 ? '' : ` Most orders that waited: ${listed(peaks)}.`}`,
    caption:
      'One point per second. What a mode cannot take at once shows in one of three ways: as orders that wait, as longer waits, or as requests that were not accepted (in the table). One trial each: described, not ranked.',
    reads: {},
    height: top(shown.length) + 6,
    option: {
      title: shown.map(({ title }, index) => panelTitle(title, 66, top(index) - 24)),
      legend: legend(
        modes.map(({ mode }) => mode),
        14,
      ),
      grid: shown.map((_, index) => ({ left: 66, top: top(index), width: 830, height: 122 })),
      xAxis: shown.map((_, gridIndex) =>
        linear({
          gridIndex,
          min: Math.min(...seconds),
          max: Math.max(...seconds) + 1,
          splitLine: { show: false },
          ...(gridIndex === shown.length - 1 ? axisName('seconds since the load began', 28) : {}),
        }),
      ),
      yAxis: shown.map(({ log, lines }, gridIndex) =>
        log
          ? logMilliseconds(
              lines.flatMap(({ data }) => data.map(([, value]) => value)),
              { gridIndex, minorTick: { show: false }, minorSplitLine: { show: false } },
            )
          : linear({ gridIndex, min: 0, splitNumber: 4 }),
      ),
      series: shown.flatMap(({ lines, log, metric }, panel) =>
        lines.map(({ mode, data }) =>
          modeLine(
            mode,
            panel,
            data.map(([second, value]): [number, number | null] => [
              second + (metric === 'waiting' ? 1 : 0.5),
              log && value <= 0 ? null : value,
            ]),
          ),
        ),
      ),
    },
  };
}
