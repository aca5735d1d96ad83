import { faultTitle } from '../../faults/all.ts';
import type { ClusterFigures, Course } from '../figures/cluster.ts';
import { listed } from '../words/format.ts';
import { axisName, legend, linear, modeLine } from './axes.ts';
import type { Chart } from './chart.ts';
import { faint, faultShade, ink, linesInWords, modeStyle } from './palette.ts';

/** One for each fault: what was acknowledged second by second with each broker, and when somebody else began to lead. */
export const clusterCharts = (cluster: ClusterFigures | null): Chart[] =>
  cluster === null ? [] : cluster.courses.map(({ fault, lines }) => courseChart(fault, lines));

function courseChart(fault: string, lines: readonly Course[]): Chart {
  const seconds = lines.flatMap(({ data }) => data.map(([second]) => second));
  const healed = Math.max(...lines.map((line) => line.healed));
  const told = lines.map(
    ({ mode, changes }) =>
      `${mode} ${changes.length === 0 ? 'none' : changes.map((at) => `${at.toFixed(1)} s`).join(', ')}`,
  );
  return {
    file: `cluster-${fault}.svg`,
    title: `${faultTitle(fault)}: records acknowledged in each second`,
    alt: `Records acknowledged per second against seconds since ${fault} was injected, a line for each broker. Leader changes: ${listed(told)}.`,
    caption: `Second 0 is the injection, the grey band lasts until the last of them was healed. Each with the setting that its services use; upright lines are the moments at which another node was seen to lead: ${listed(told)}. In every chart ${linesInWords(' is')}.`,
    reads: {},
    height: 330,
    option: {
      legend: legend(
        lines.map(({ mode }) => mode),
        12,
      ),
      grid: { left: 66, top: 56, width: 812, height: 210 },
      xAxis: linear({
        min: Math.floor(Math.min(...seconds)),
        max: Math.ceil(Math.max(...seconds)),
        splitLine: { show: false },
        axisLabel: { fontSize: 12, color: ink },
        ...axisName('seconds since the fault was injected', 28),
      }),
      yAxis: linear({ min: 0, splitNumber: 4 }),
      series: lines.map(({ mode, data, changes }, index) => ({
        ...modeLine(mode, 0, data, index === 0 ? band(healed) : {}),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          data: [
            ...(index === 0 ? [{ xAxis: 0, lineStyle: { color: faint, type: 'solid', width: 1.2 } }] : []),
            ...changes.map((at) => ({
              xAxis: Number(at.toFixed(2)),
              lineStyle: { color: modeStyle(mode).color, type: [2, 3], width: 1.6 },
            })),
          ],
        },
      })),
    },
  };
}

const band = (healed: number) => ({
  markArea: {
    silent: true,
    itemStyle: { color: faultShade },
    data: [[{ xAxis: 0 }, { xAxis: Number(healed.toFixed(3)) }]],
  },
});
