import type { ModeName } from '../../record/run-file.ts';
import { modeStyle } from './palette.ts';

/** One mode's line in one panel, in its colour and line style everywhere. */
export function modeLine(mode: ModeName, panel: number, data: [number, number | null][], extra: object = {}) {
  const { color, dash } = modeStyle[mode];
  return {
    name: mode,
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
