import type { Mode } from '../../../common/mode.ts';

/** How a caller learns the outcome of an order. */
export const ways = {
  answer: 'the answer to POST /orders is the outcome (201)',
  ask: 'asks again after Retry-After, with If-None-Match',
  listen: 'listens to the events of the order',
  callback: 'is called back',
  reply: 'placed the order through the broker, and is replied to there',
} as const;
export type Way = keyof typeof ways;

/** Those that a mode has: who is told the outcome at once has nothing to ask for. */
export const waysOf = ({ answer }: Mode): Way[] =>
  answer === 'outcome' ? ['answer'] : (Object.keys(ways) as Way[]).filter((way) => way !== 'answer');

/** What goes on while orders are placed, and until their callers know. */
export const situations = {
  steady: { dead: false, restarts: null, says: 'nothing fails' },
  'inventory is dead': {
    dead: true,
    restarts: null,
    says: 'inventory is killed before, and back after the last order',
  },
  'and the caller restarts': {
    dead: true,
    restarts: 'caller',
    says: 'as before; meanwhile the caller dies and comes back with nothing but what he ordered',
  },
  'and the order service restarts': {
    dead: true,
    restarts: 'orders',
    says: 'as before; meanwhile the order service is killed and started again',
  },
} as const;
export type SituationName = keyof typeof situations;

export interface Size {
  /** Orders per second of each way, at the same time. */
  ratePerWay: number;
  steadySeconds: number;
  deadSeconds: number;
}

export const sizes = {
  quick: { ratePerWay: 50, steadySeconds: 5, deadSeconds: 4 },
  standard: { ratePerWay: 50, steadySeconds: 22, deadSeconds: 10 },
} as const satisfies Record<string, Size>;
export type Profile = keyof typeof sizes;
