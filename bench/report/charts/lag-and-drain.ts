import type { RunFolder } from '../../record/read-run.ts';
import { linesOf } from '../../record/read-series.ts';
import type { Trial } from '../../record/run-file.ts';
import { usable } from '../figures/groups.ts';
import { count, listed } from '../markdown/format.ts';
import type { Chart } from './chart.ts';
import { type TimePanel, timePanels } from './time-panels.ts';

/** The lag of the trials with a throttled consumer: as the broker and as the services tell it, and by consumer. */
export function lagCharts(folder: RunFolder): Chart[] {
  const trials = folder.run.modes.flatMap((mode) =>
    usable(folder.run.trials).filter((trial) => trial.mode === mode && trial.drain !== null),
  );
  const charts = [
    chart(
      'lag-and-drain.svg',
      'Lag and drain: the broker against the services',
      'What waits for the throttled consumer, told by the broker and by the counters of the services themselves. A line that climbs is a consumer that cannot keep up; ' +
        'the vertical line is the moment it was let go. The two must lie on each other: where they do not, one of them is wrong or was read later.',
      trials.flatMap((trial) => toldTwice(trial) ?? []),
    ),
    chart(
      'lag-by-consumer.svg',
      'Lag and drain: by consumer',
      'Messages waiting in the broker for each queue or consumer group; one that always kept up is left out. A consumer further down the line lags only while the one before it hands on more than it can take.',
      trials.flatMap((trial) => byConsumer(folder, trial) ?? []),
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
    ...timePanels(panels),
  };
}

function toldTwice({ mode, drain }: Trial): TimePanel | null {
  if (drain === null || drain.samples.length === 0) return null;
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
function byConsumer({ series }: RunFolder, { id, mode, drain }: Trial): TimePanel | null {
  const peak = (data: [number, number][]) => Math.max(...data.map(([, value]) => value));
  const lines = linesOf(series, id, 'broker-backlog')
    .filter(({ data }) => peak(data) > 0)
    .sort((a, b) => peak(b.data) - peak(a.data) || (a.name < b.name ? -1 : 1))
    .slice(0, 8);
  if (lines.length < 2) return null; // a single consumer is in the other chart already
  return { title: `${mode}: messages waiting, by consumer`, lines, mark: drain === null ? null : mark(drain) };
}

function mark({ liftedSecond }: NonNullable<Trial['drain']>): TimePanel['mark'] {
  return liftedSecond === undefined ? null : { second: liftedSecond, words: 'let go' };
}
