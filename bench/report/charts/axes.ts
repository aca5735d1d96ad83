import type { ModeName } from '../../record/run-file.ts';
import { faint, faintGrid, grid, ink, modeStyle } from './palette.ts';

/** Axes alike in all charts. There are no text metrics without a browser, so every gap is set by hand. */
const text = { fontSize: 12, color: ink };

export function axisName(name: string, nameGap: number) {
  return { name, nameGap, nameLocation: 'middle', nameTextStyle: { fontSize: 12, color: faint } };
}

export function linear(extra: object) {
  return {
    type: 'value',
    axisLabel: { ...text },
    axisLine: { show: true, onZero: false, lineStyle: { color: faint } },
    splitLine: { lineStyle: { color: grid } },
    ...extra,
  };
}

/** Milliseconds on a logarithmic scale over whole decades, labelled 0.1, 1, 10, 100, 1 s, 10 s. */
export function logMilliseconds(values: number[], extra: object) {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...positive, 1)));
  const high = Math.ceil(Math.log10(Math.max(...positive, 10)));
  return linear({
    type: 'log',
    logBase: 10,
    min: 10 ** Math.max(low, -1),
    max: 10 ** high,
    axisLabel: { ...text, formatter: milliseconds },
    minorTick: { show: true, splitNumber: 9 },
    minorSplitLine: { show: true, lineStyle: { color: faintGrid } },
    ...extra,
  });
}

function milliseconds(value: number): string {
  return value >= 1000 ? `${value / 1000} s` : `${Number(value.toPrecision(6))} ms`;
}

export function legend(data: string[], top: number) {
  return {
    data,
    top,
    left: 'center',
    itemGap: 36,
    itemWidth: 44,
    itemHeight: 10,
    itemStyle: { opacity: 0 },
    textStyle: { fontSize: 13, color: ink },
  };
}

export function panelTitle(words: string, left: number, top: number) {
  return { text: words, left, top, textStyle: { fontSize: 13, fontWeight: 'bold', color: ink }, padding: 0 };
}

/** A line in one panel. */
export function panelLine(
  name: string,
  { color, dash }: { color: string; dash: string | readonly number[] },
  panel: number,
  data: [number, number | null][],
  extra: object = {},
) {
  return {
    name,
    type: 'line',
    xAxisIndex: panel,
    yAxisIndex: panel,
    data,
    symbol: 'none',
    silent: true,
    emphasis: { disabled: true },
    color,
    lineStyle: { color, width: 2.4, type: dash, cap: 'butt' },
    ...extra,
  };
}

/** One mode's line in one panel, in its colour and line style everywhere. */
export const modeLine = (mode: ModeName, panel: number, data: [number, number | null][], extra: object = {}) =>
  panelLine(mode, modeStyle(mode), panel, data, extra);
