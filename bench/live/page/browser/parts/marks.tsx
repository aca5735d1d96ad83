import type { Lane, ProcessState } from '../../../protocol/lanes.ts';

/** A short piece of the line that a lane has in every chart, so that its colour is a dash as well. */
export function LaneMark({ line }: Pick<Lane, 'line'>) {
  const dash = line.dash === 'solid' ? undefined : line.dash.join(' ');
  return (
    <svg class="lane-mark" viewBox="0 0 26 8" preserveAspectRatio="xMinYMid" aria-hidden="true">
      <line x1="0" y1="4" x2="26" y2="4" stroke={line.color} stroke-width="3.5" stroke-dasharray={dash} />
    </svg>
  );
}

const shapes: Record<ProcessState, preact.JSX.Element> = {
  ready: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  starting: (
    <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.6 1.8" />
  ),
  'not-ready': <path d="M6 1 L11.4 10.6 H0.6 Z" fill="currentColor" />,
  paused: <path d="M2 1.5h3v9H2zM7 1.5h3v9H7z" fill="currentColor" />,
  killed: <path d="M2 2 L10 10 M10 2 L2 10" stroke="currentColor" stroke-width="2.6" />,
  stopped: <rect x="2" y="2" width="8" height="8" fill="none" stroke="currentColor" stroke-width="2" />,
};

/** Each state has a shape of its own beside its word. */
export const StateMark = ({ state }: { state: ProcessState }) => (
  <svg class={`state-mark is-${state}`} viewBox="0 0 12 12" aria-hidden="true">
    {shapes[state]}
  </svg>
);

export const stateWords: Record<ProcessState, string> = {
  ready: 'ready',
  starting: 'starting',
  'not-ready': 'not ready',
  paused: 'paused',
  killed: 'killed',
  stopped: 'stopped',
};

const outcomes = {
  holds: <path d="M2 6.5 L5 9.5 L10.5 2.5" fill="none" stroke="currentColor" stroke-width="2.2" />,
  violated: <path d="M2 2 L10 10 M10 2 L2 10" stroke="currentColor" stroke-width="2.6" />,
  unknown: <path d="M2 6h2M5.2 6h2M8.4 6h2" stroke="currentColor" stroke-width="2.2" />,
};

export const OutcomeMark = ({ outcome }: { outcome: keyof typeof outcomes }) => (
  <svg class={`state-mark outcome-${outcome}`} viewBox="0 0 12 12" aria-hidden="true">
    {outcomes[outcome]}
  </svg>
);
