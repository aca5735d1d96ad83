import { faultTitle } from '../../faults/all.ts';
import type { Waiting } from '../../record/read-series.ts';
import type { Trial } from '../../record/run-file.ts';
import type { FaultFigures, Point } from '../figures/failure.ts';
import { count, listed } from '../words/format.ts';
import { waitingTitle } from '../words/names.ts';
import { axisName, legend, linear, logMilliseconds, modeLine, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { faint, faultShade, ink, linesInWords, modeStyle } from './palette.ts';

type Seconds = FaultFigures['seconds'][number];

const panels: { title: (of: Waiting) => string; data: (of: Seconds) => Point[]; log: boolean }[] = [
  { title: () => 'Requests accepted in each second', data: ({ accepted }) => accepted, log: false },
  { title: (of) => waitingTitle[of], data: ({ waiting }) => waiting.data, log: false },
  {
    title: () => 'Longest time to completion, of orders due in that second',
    data: (of) => of['completion-slowest-ms'],
    log: true,
  },
];

/** Second by second around one fault, all modes on one clock: second 0 is the injection. */
export function faultTimeline({ fault, seconds: modes }: FaultFigures, file: string): Chart | null {
  const trials = modes.map(({ trial }) => trial);
  const waits = modes[0]?.waiting.of ?? 'unfinished';
  const shown = panels
    .map(({ title, data, log }) => ({
      title: title(waits),
      log,
      lines: modes.map((of) => ({ trial: of.trial, data: data(of) })),
    }))
    .filter((panel) => panel.lines.some(({ data }) => data.length > 0));
  if (shown.length === 0) return null;
  const seconds = shown.flatMap((panel) => panel.lines.flatMap(({ data }) => data.map(([x]) => x)));
  const [from, to] = [Math.floor(Math.min(...seconds)), Math.ceil(Math.max(...seconds))];
  const top = (panel: number) => 108 + panel * 196;
  const peaks = modes.map(
    ({ trial, timeline: { unfinishedPeak, backlogPeak } }) =>
      `${trial.mode} ${count(waits === 'unfinished' ? (unfinishedPeak ?? 0) : backlogPeak)}`,
  );
  return {
    file,
    title: `${faultTitle(fault)}: second by second`,
    alt: `Panels over seconds from the injection of ${fault}: ${shown.map((p) => p.title.toLowerCase()).join('; ')}. The most in the second panel: ${listed(peaks)}.`,
    caption:
      'In each chart second 0 is the moment the fault was injected, the grey band lasts until it was healed. ' +
      'A dip in the first panel is what clients felt; a hill in the second is work put off, not lost, if it comes back down. ' +
      'There is one point per second, and a straight line between two. The seconds in which the load began and ended are cut off from the first panel, being partial. ' +
      'A gap in a line: nothing due in that second was ever completed. Where two lines coincide, their dashes alternate. Drawn is the first block. ' +
      `In every chart ${linesInWords(' is')}.`,
    reads: {},
    height: top(shown.length) + 14,
    option: {
      title: shown.map((panel, index) => panelTitle(panel.title, 66, top(index) - (index === 0 ? 46 : 24))),
      legend: legend(
        trials.map((trial) => trial.mode),
        14,
      ),
      grid: shown.map((_, index) => ({ left: 66, top: top(index), width: 830, height: 128 })),
      xAxis: shown.map((_, gridIndex) =>
        linear({
          gridIndex,
          min: from,
          max: to,
          splitLine: { show: false },
          axisLabel: { fontSize: 12, color: ink, showMaxLabel: to % 5 === 0 }, // else it may touch its neighbour
          ...(gridIndex === shown.length - 1 ? axisName('seconds since the fault was injected', 28) : {}),
        }),
      ),
      yAxis: shown.map(({ log, lines }, gridIndex) =>
        log
          ? logMilliseconds(
              lines.flatMap(({ data }) => data.map(([, y]) => y ?? 0)),
              { gridIndex, minorTick: { show: false }, minorSplitLine: { show: false } },
            )
          : linear({ gridIndex, min: 0, splitNumber: 4 }),
      ),
      series: shown.flatMap(({ lines }, panel) =>
        lines.map(({ trial, data }, index) =>
          modeLine(trial.mode, panel, data, index === 0 ? faultMarks(trials, panel === 0) : {}),
        ),
      ),
    },
  };
}

/** The grey band of the fault and its two ends; one end per mode where they differ by more than half a second. */
function faultMarks(trials: Trial[], labelled: boolean): object {
  const heals = trials.flatMap(({ mode, timeline }) =>
    timeline === null ? [] : [{ mode, at: (timeline.healedMs - timeline.injectedMs) / 1000 }],
  );
  const last = Math.max(...heals.map((heal) => heal.at));
  const together = last - Math.min(...heals.map((heal) => heal.at)) <= 0.5;
  const label = (formatter: string, position: string) => ({
    show: labelled,
    formatter,
    position,
    fontSize: 12,
    color: ink,
    distance: 5,
  });
  const mark = (at: number, color: string, words: string) => ({
    xAxis: Number(at.toFixed(3)),
    lineStyle: { color, type: 'solid', width: 1.2 },
    label: label(words, 'end'),
  });
  return {
    markArea: {
      silent: true,
      itemStyle: { color: faultShade },
      data: [[{ xAxis: 0 }, { xAxis: Number(last.toFixed(3)) }]],
    },
    markLine: {
      silent: true,
      symbol: 'none',
      data: [
        mark(0, faint, 'inject'),
        ...(together
          ? [mark(last, faint, 'heal')]
          : heals.map(({ mode, at }, index) => {
              const said = heals.slice(0, index).some((heal) => Math.abs(heal.at - at) <= 2); // words would overlap
              return mark(at, modeStyle(mode).color, said ? '' : 'heal');
            })),
      ],
    },
  };
}
