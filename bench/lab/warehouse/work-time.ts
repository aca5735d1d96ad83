import { seededRandom } from '../../measure/random.ts';

/** How long the warehouse takes for one order. */
export interface WorkTime {
  /** As it was written: `20ms,1%=2s`. */
  text: string;
  usual: Draw;
  /** That share of all orders takes this instead. */
  slow: { share: number; draw: Draw } | null;
}

/** Always so long, or drawn from an exponential distribution with that mean. */
interface Draw {
  kind: 'constant' | 'exponential';
  meanMs: number;
}

/** No order takes longer. */
export const LONGEST_MS = 60_000;
const SPELLING = 'Expected 0, or a time such as 20ms, exp:20ms or 20ms,1%=2s';

/** Null for `0`: there is no work, and no warehouse; with `0ms` there is one, and it answers at once. Throws in a sentence what is wrong. */
export function parseWorkTime(text: string): WorkTime | null {
  if (text === '0') return null;
  const [usual = '', slow, ...more] = text.split(',');
  if (more.length > 0) throw new Error(`${SPELLING}: one slow share at most, got "${text}".`);
  return { text, usual: drawOf(usual), slow: slow === undefined ? null : slowOf(slow) };
}

function drawOf(text: string): Draw {
  const [, exponential, figure, unit] = /^(exp:)?(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  if (figure === undefined) throw new Error(`${SPELLING}, in ms or s, got "${text}".`);
  const meanMs = Number(figure) * (unit === 's' ? 1000 : 1);
  if (meanMs > LONGEST_MS) throw new Error(`Expected a time of at most ${LONGEST_MS / 1000}s, got "${text}".`);
  return { kind: exponential === undefined ? 'constant' : 'exponential', meanMs };
}

function slowOf(text: string): WorkTime['slow'] {
  const [, figure, time] = /^(\d+(?:\.\d+)?)%=(.*)$/.exec(text) ?? [];
  if (figure === undefined || time === undefined) {
    throw new Error(`Expected a slow share such as 1%=2s, got "${text}".`);
  }
  const share = Number(figure) / 100;
  if (!(share > 0 && share < 1)) throw new Error(`Expected a share above 0% and below 100%, got "${text}".`);
  return { share, draw: drawOf(time) };
}

/** Whether any order takes time: else each is answered at once. */
export const takesTime = ({ usual, slow }: WorkTime): boolean => usual.meanMs > 0 || (slow?.draw.meanMs ?? 0) > 0;

/** Of one order always the same, whoever asks and whenever. */
export function drawWorkMs({ usual, slow }: WorkTime, seed: number, orderId: string): number {
  const random = seededRandom(seed, orderId);
  const { kind, meanMs } = slow !== null && random() < slow.share ? slow.draw : usual;
  return kind === 'constant' ? meanMs : Math.min(LONGEST_MS, -meanMs * Math.log(1 - random()));
}

/** Whether this order is one of those that take longer. */
export const isSlow = ({ slow }: WorkTime, seed: number, orderId: string): boolean =>
  slow !== null && seededRandom(seed, orderId)() < slow.share;

/** What Little's law makes of it: so many orders are finished per second where `atOnce` of them are worked on at all times; without end where none takes time. */
export function mostPerSecond({ usual, slow }: WorkTime, atOnce: number): number {
  const share = slow?.share ?? 0;
  const meanMs = (1 - share) * usual.meanMs + share * (slow?.draw.meanMs ?? 0);
  return (1000 * atOnce) / meanMs;
}
