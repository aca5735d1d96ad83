import { useState } from 'preact/hooks';
import { count } from '../format.ts';
import type { Model } from '../model.ts';
import { LaneMark } from '../parts/marks.tsx';
import type { Theme } from '../parts/use-theme.ts';
import { Chart, type Metric } from './chart.tsx';

const inMs = (us: number | null) => (us === null ? null : us / 1000);
const time = (ms: number) =>
  ms === 0 ? '0' : ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))} ms`;

const metrics = {
  accepted: { title: 'Accepted per second', of: ({ accepted }) => accepted, label: count, atLeast: 10 },
  completed: { title: 'Finished per second', of: ({ completed }) => completed, label: count, atLeast: 10 },
  half: { title: 'Half are finished within', of: ({ completion }) => inMs(completion.p50), label: time, atLeast: 10 },
  most: {
    title: '99 of 100 are finished within',
    of: ({ completion }) => inMs(completion.p99),
    label: time,
    atLeast: 10,
  },
  backlog: { title: 'Backlog', of: ({ backlog }) => backlog, label: count, atLeast: 10 },
  oldest: { title: 'The oldest order has waited for', of: ({ oldestMs }) => oldestMs ?? 0, label: time, atLeast: 1000 },
} satisfies Record<string, Metric>;

type Name = keyof typeof metrics;
const places: { id: string; choices: Name[] }[] = [
  { id: 'in', choices: ['accepted'] },
  { id: 'out', choices: ['completed'] },
  { id: 'time', choices: ['half', 'most'] },
  { id: 'waiting', choices: ['backlog', 'oldest'] },
];

/** All lanes on one time axis, with the faults drawn in. */
export function Charts({ model: { lanes, figures, nowMs }, theme }: { model: Model; theme: Theme }) {
  return (
    <section class="charts" aria-label="The last five minutes">
      <ul class="legend">
        {lanes.map(({ lane, label, line }) => (
          <li key={lane}>
            <LaneMark line={line} />
            {label}
          </li>
        ))}
        <li>
          <i class="shade-mark" />a fault
        </li>
        <li class="dot-legend">
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <circle cx="5" cy="5" r="3.6" fill="currentColor" />
          </svg>
          an order
        </li>
        <li>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" stroke-width="1.8" />
          </svg>
          turned away
        </li>
        {lanes.some(({ payment }) => payment) && (
          <li class="bad">
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <rect x="1.8" y="1.8" width="6.4" height="6.4" fill="none" stroke="currentColor" stroke-width="1.8" />
            </svg>
            card declined
          </li>
        )}
        <li class="bad">
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <path d="M1.6 1.6 L8.4 8.4 M8.4 1.6 L1.6 8.4" stroke="currentColor" stroke-width="2.2" />
          </svg>
          failed
        </li>
      </ul>
      <div class="plots">
        {places.map(({ id, choices }) => (
          <Place key={id} choices={choices} lanes={lanes} figures={figures} nowMs={nowMs} theme={theme} />
        ))}
      </div>
    </section>
  );
}

function Place({ choices, ...given }: { choices: Name[] } & Omit<Parameters<typeof Chart>[0], 'metric'>) {
  const [chosen, choose] = useState<Name>(choices[0] as Name);
  return (
    <div class="chart">
      {choices.length === 1 ? (
        <h3>{metrics[chosen].title}</h3>
      ) : (
        <select
          aria-label="What this chart shows"
          value={chosen}
          onChange={({ currentTarget }) => choose(currentTarget.value as Name)}
        >
          {choices.map((name) => (
            <option key={name} value={name}>
              {metrics[name].title}
            </option>
          ))}
        </select>
      )}
      <Chart metric={metrics[chosen]} {...given} />
    </div>
  );
}
