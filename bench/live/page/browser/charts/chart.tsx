import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { LaneFigures } from '../../../protocol/figures.ts';
import type { Lane } from '../../../protocol/lanes.ts';
import { type FiguresEvent, WINDOW_MS } from '../model.ts';
import type { Theme } from '../parts/use-theme.ts';
import { useWidth } from '../parts/use-width.ts';
import { bandsOf } from './bands.ts';
import { drawBands } from './draw-bands.ts';

export interface Metric {
  title: string;
  of(figures: LaneFigures): number | null;
  /** How a value stands at the axis. */
  label(value: number): string;
  /** The axis shows at least this much. */
  atLeast: number;
}

interface Props {
  metric: Metric;
  lanes: Lane[];
  figures: FiguresEvent[];
  nowMs: number;
  theme: Theme;
}

/** One figure of every lane over the last five minutes. A gap: nothing known. */
export function Chart({ metric, lanes, figures, nowMs, theme }: Props) {
  const [element, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const shown = useRef(lanes);
  shown.current = lanes;
  const names = lanes.map(({ lane }) => lane).join();
  useEffect(() => {
    const target = element.current;
    if (target === null || width === 0) return;
    plot.current = new uPlot(optionsOf(target, metric, shown), dataOf(figures, lanes, metric), target);
    return () => plot.current?.destroy();
  }, [width, theme, names, metric]);
  useEffect(() => {
    if (plot.current === null) return;
    plot.current.setData(dataOf(figures, lanes, metric), false);
    plot.current.batch(() => {
      plot.current?.setScale('x', { min: (nowMs - WINDOW_MS) / 1000, max: nowMs / 1000 });
    });
  }, [figures, width, theme, names, metric, nowMs]);
  const last = figures.at(-1);
  const now = lanes.map(({ lane, label }) => {
    const value = last?.lanes[lane] && metric.of(last.lanes[lane]);
    return `${label} ${value === null || value === undefined ? 'unknown' : metric.label(value)}`;
  });
  return (
    <div
      class="plot"
      ref={element}
      role="img"
      aria-label={`${metric.title}, the last five minutes. Now: ${now.join(', ')}.`}
    />
  );
}

function dataOf(figures: FiguresEvent[], lanes: Lane[], metric: Metric): uPlot.AlignedData {
  return [
    figures.map(({ atMs }) => atMs / 1000),
    ...lanes.map(({ lane }) => figures.map((event) => (event.lanes[lane] ? metric.of(event.lanes[lane]) : null))),
  ];
}

function optionsOf(target: HTMLElement, metric: Metric, shown: { current: Lane[] }): uPlot.Options {
  const style = getComputedStyle(target);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const size = Math.max(12, 0.86 * rem);
  const axis: uPlot.Axis = {
    stroke: color('--faint'),
    font: `${size}px ${style.fontFamily}`,
    grid: { stroke: color('--grid'), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  return {
    width: target.clientWidth,
    height: target.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    padding: [6, 16, 0, 0],
    scales: {
      x: { time: false, auto: false },
      y: { range: (_, __, max) => [0, Math.max(max ?? 0, metric.atLeast) * 1.25] },
    },
    axes: [
      {
        ...axis,
        size: size + 8,
        splits: (_, __, ___, max) => [4, 2, 0].map((minutes) => max - minutes * 60),
        values: ({ scales }, splits) => splits.map((at) => minutesAgo((scales['x']?.max ?? at) - at)),
        grid: { show: false },
      },
      { ...axis, size: 3.4 * rem, space: 2 * rem, values: (_, splits) => splits.map((value) => metric.label(value)) },
    ],
    series: [
      {},
      ...shown.current.map(({ line, label }) => ({
        label,
        stroke: line.color,
        width: 2,
        dash: line.dash === 'solid' ? [] : line.dash,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [
        (self) =>
          drawBands(self, bandsOf(shown.current), {
            shade: color('--shade'),
            words: color('--faint'),
            font: `${size * devicePixelRatio}px ${style.fontFamily}`,
          }),
      ],
    },
  };
}

const minutesAgo = (seconds: number) => (Math.round(seconds / 60) === 0 ? 'now' : `−${Math.round(seconds / 60)} min`);
