import type { Journey } from '../../experiments/trial/journey.ts';
import type { Operation } from '../../record/history.ts';

/** When the overload began and ended, and when the load after it ended: monotonic microseconds. */
export interface Stretches {
  from: number;
  to: number;
  end: number;
}

/** What became of the requests of one overload. */
export interface OverloadFigures {
  offered: number;
  /** Orders completed during the overload, whenever they were placed. */
  completed: number;
  /** By status, or by what stood in its place: `timeout`, `ECONNRESET`, … Of the requests due during the overload. */
  answers: Record<string, number>;
  /** Answers of 429 and 503, and how many of them said when to come again. */
  refusals: number;
  withRetryAfter: number;
  /** Milliseconds; of accepted requests, from their intended time. */
  p99BeforeMs: number;
  /** Seconds after the overload until p99 was normal and stayed so for a window; null: not before the end. */
  normalAfterS: number | null;
  /** Seconds after the overload until every order accepted by then was complete; null: some never was. */
  drainedAfterS: number | null;
}

const WINDOW_US = 3e6;
const STEP_US = 0.5e6;
/** Back to normal: at most so many times as before, or so many milliseconds more where that is more. */
const TIMES = 1.5;
const MARGIN_MS = 20;
const FEWEST = 20;

export function overloadFigures(
  journeys: readonly Journey[],
  operations: readonly Operation[],
  { from, to, end }: Stretches,
): OverloadFigures {
  const during = journeys.filter(({ intended }) => intended >= from && intended < to);
  const keys = new Set(during.map(({ key }) => key));
  const answers: Record<string, number> = {};
  let refusals = 0;
  let withRetryAfter = 0;
  for (const { f, type, key, value } of operations) {
    if (f !== 'place-order' || type === 'invoke' || !keys.has(key)) continue;
    const { status, error, retryAfter } = value as { status?: number; error?: string; retryAfter?: string };
    const answer = String(status ?? error ?? 'unknown');
    answers[answer] = (answers[answer] ?? 0) + 1;
    if (status !== 429 && status !== 503) continue;
    refusals++;
    if (Number(retryAfter) > 0) withRetryAfter++;
  }
  const p99BeforeMs = p99(journeys.filter(({ intended }) => intended < from)) ?? Number.NaN;
  const accepted = journeys.filter(({ outcome, intended }) => outcome === 'accepted' && intended < to);
  const last = accepted.reduce((latest, { completed }) => Math.max(latest, completed ?? Number.POSITIVE_INFINITY), to);
  return {
    offered: during.length,
    completed: journeys.filter(({ completed }) => completed !== null && completed >= from && completed < to).length,
    answers,
    refusals,
    withRetryAfter,
    p99BeforeMs,
    normalAfterS: normalAfter(journeys, Math.max(p99BeforeMs * TIMES, p99BeforeMs + MARGIN_MS), to, end),
    drainedAfterS: Number.isFinite(last) ? tenths((last - to) / 1e6) : null,
  };
}

/** The first moment from which on the orders due in the next 3 s were answered as before. */
function normalAfter(journeys: readonly Journey[], boundMs: number, to: number, end: number): number | null {
  for (let at = to; at + WINDOW_US <= end; at += STEP_US) {
    const due = journeys.filter(({ intended }) => intended >= at && intended < at + WINDOW_US);
    const reached = p99(due);
    if (reached !== null && reached <= boundMs) return tenths((at - to) / 1e6);
  }
  return null;
}

/** Of the acceptances, in milliseconds. What was not accepted took for ever. Null with too few to tell. */
function p99(due: readonly Journey[]): number | null {
  if (due.length < FEWEST) return null;
  const waits = due.map(({ outcome, answered, intended }) =>
    outcome === 'accepted' && answered !== null ? (answered - intended) / 1000 : Number.POSITIVE_INFINITY,
  );
  waits.sort((a, b) => a - b);
  return tenths(waits[Math.ceil(waits.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY);
}

const tenths = (value: number) => Math.round(value * 10) / 10;
