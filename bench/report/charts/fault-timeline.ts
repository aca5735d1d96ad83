import { faultTitle } from '../../faults/all.ts';
import type { RunFolder } from '../../record/read-run.ts';
import { seriesOf } from '../../record/read-series.ts';
import type { SeriesRow, Trial } from '../../record/run-file.ts';
import { type TrialGroup, trialsOf, usable } from '../figures/groups.ts';
import { count, listed } from '../markdown/format.ts';
import { axisName, legend, linear, logMilliseconds, panelTitle } from './axes.ts';
import type { Chart } from './chart.ts';
import { faultMarks } from './fault-marks.ts';
import { modeLine } from './mode-line.ts';
import { ink } from './palette.ts';

interface Panel {
  metric: SeriesRow['metric'];
  title: string;
  /** Rates belong to the middle of their second, a backlog to its end. */
  shift: number;
  log: boolean;
}

const panels: Panel[] = [
  { metric: 'accepted', title: 'Requests accepted in each second', shift: 0.5, log: false },
  { metric: 'backlog', title: 'Backlog: orders accepted, not yet complete', shift: 1, log: false },
  {
    metric: 'completion-slowest-ms',
    title: 'Longest time to completion, of orders due in that second',
    shift: 0.5,
    log: true,
  },
];

/** Second by second around one fault, all modes on one clock: second 0 is the injection. */
export function faultTimeline(folder: RunFolder, group: TrialGroup, file: string): Chart | null {
  const trials = folder.run.modes.flatMap((mode) =>
    usable(trialsOf(group, mode))
      .filter((t) => t.timeline)
      .slice(0, 1),
  );
  const shown = panels
    .map((panel) => ({ ...panel, lines: trials.map((trial) => line(folder, trial, panel)) }))
    .filter((panel) => panel.lines.some(({ data }) => data.length > 0));
  if (shown.length === 0) return null;
  const seconds = shown.flatMap((panel) => panel.lines.flatMap(({ data }) => data.map(([x]) => x)));
  const [from, to] = [Math.floor(Math.min(...seconds)), Math.ceil(Math.max(...seconds))];
  const top = (panel: number) => 108 + panel * 196;
  const peaks = trials.map((trial) => `${trial.mode} ${count(trial.timeline?.backlogPeak ?? 0)}`);
  return {
    file,
    title: `${faultTitle(group.fault)}: second by second`,
    alt: `Panels over seconds from the injection of ${group.fault}: ${shown.map((p) => p.title.toLowerCase()).join('; ')}. Backlog peaks: ${listed(peaks)}.`,
    caption:
      'In each chart second 0 is the moment the fault was injected, the grey band lasts until it was healed. ' +
      'A dip in the first panel is what clients felt; a hill in the second is work put off, not lost, if it comes back down. ' +
      'There is one point per second, and a straight line between two. The seconds in which the load began and ended are cut off from the first panel, being partial. ' +
      'A gap in a line: nothing due in that second was ever completed. Where two lines coincide, their dashes alternate. Drawn is the first block. ' +
      'In every chart `sync-rest` is blue and solid, `async-rabbitmq` orange and dashed, `streaming-kafka` green and dotted.',
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

function line({ series }: RunFolder, trial: Trial, { metric, shift, log }: Panel) {
  const injected = (trial.timeline?.injectedMs ?? 0) / 1000;
  const whole = metric === 'accepted' ? wholeSeconds(series, trial.id) : () => true;
  const values = new Map(seriesOf(series, trial.id, metric).filter(([second]) => whole(second)));
  const seconds = [...values.keys()];
  const [from, to] = [Math.min(...seconds), Math.max(...seconds)];
  const data: [number, number | null][] = [];
  for (let second = from; second <= to; second += 1) {
    const value = values.get(second);
    data.push([Number((second + shift - injected).toFixed(3)), log && value === 0 ? null : (value ?? null)]);
  }
  return { trial, data };
}

/** Seconds with load from their first moment to their last: the rate of others would look like a dip. */
function wholeSeconds(series: SeriesRow[], trial: string): (second: number) => boolean {
  const loaded = seriesOf(series, trial, 'offered').flatMap(([second, value]) => (value > 0 ? second : []));
  if (loaded.length < 3) return () => true;
  const [first, last] = [Math.min(...loaded), Math.max(...loaded)];
  return (second) => second > first && second < last;
}
