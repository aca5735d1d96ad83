import type { Journey } from './journey.ts';

const STEP_US = 100_000;

/** A moment an order begins to count as waiting: when it was accepted, or already when it was due. */
type Since = 'answered' | 'intended';

/**
 * Orders per second by which accepted but unfinished orders grew from `from` to `to` (monotonic microseconds): least
 * squares over looks every 100 ms. Since `intended`, those that wait for their answer are in it as well; what was
 * refused or failed waits no longer. Null when the stretch is too short to tell.
 */
export function backlogSlope(
  journeys: readonly Journey[],
  from: number,
  to: number,
  since: Since = 'answered',
): number | null {
  const changes: { at: number; by: number }[] = [];
  for (const journey of journeys) {
    const { outcome, intended, answered, completed } = journey;
    if (since === 'answered' && outcome !== 'accepted') continue;
    const start = since === 'answered' ? answered : intended;
    const end = outcome === 'accepted' ? completed : answered;
    if (start === null) continue;
    changes.push({ at: start, by: 1 });
    if (end !== null) changes.push({ at: Math.max(end, start), by: -1 });
  }
  changes.sort((a, b) => a.at - b.at);
  const looks: { x: number; y: number }[] = [];
  let next = 0;
  let waiting = 0;
  for (let t = from; t <= to; t += STEP_US) {
    for (; next < changes.length && (changes[next]?.at ?? 0) <= t; next++) waiting += changes[next]?.by ?? 0;
    looks.push({ x: (t - from) / 1e6, y: waiting });
  }
  return looks.length < 5 ? null : Math.round(slopeOf(looks) * 100) / 100;
}

function slopeOf(points: readonly { x: number; y: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  let above = 0;
  let below = 0;
  for (const { x, y } of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return above / below;
}
