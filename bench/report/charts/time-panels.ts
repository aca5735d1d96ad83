import { axisName, legend, linear, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { faint, ink, lineStyles } from './palette.ts';

/** One diagram over seconds; `mark` is a vertical line with a word on it. */
export interface TimePanel {
  title: string;
  lines: { name: string; data: [number, number][] }[];
  mark: { second: number; words: string } | null;
}

/** Panels below each other on one clock. Lines of the same name look the same in all of them; none is a mode's. */
export function timePanels(panels: TimePanel[]): Pick<Chart, 'height' | 'option'> {
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
        lines.map(({ name, data }, index) => ({
          name,
          type: 'line',
          xAxisIndex: panel,
          yAxisIndex: panel,
          data,
          symbol: 'none',
          silent: true,
          emphasis: { disabled: true },
          ...look(names.indexOf(name)),
          ...(index === 0 && mark !== null ? { markLine: markLine(mark) } : {}),
        })),
      ),
    },
  };
}

function look(index: number) {
  const { color, dash } = lineStyles[index % lineStyles.length] ?? { color: ink, dash: 'solid' };
  return { color, lineStyle: { color, width: 2.2, type: dash, cap: 'butt' } };
}

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
