import type { SituationName, Way } from '../../record/way-back-cell.ts';
import type { WayBackRate } from '../figures/way-back.ts';
import { count, figure, rate } from './format.ts';

/** How a caller learns the outcome of an order. */
export const wayWords: Record<Way, string> = {
  answer: 'the answer to POST /orders is the outcome (201)',
  ask: 'asks again after Retry-After, with If-None-Match',
  listen: 'listens to the events of the order',
  callback: 'is called back',
  reply: 'placed the order through the broker, and is replied to there',
};

/** The same in a cell. */
export const wayShort: Record<Way, string> = {
  answer: 'with the answer',
  ask: 'asking again after Retry-After',
  listen: 'listening',
  callback: 'called back',
  reply: 'replied to through the broker',
};

export const situationWords: Record<SituationName, string> = {
  steady: 'nothing fails',
  'inventory is dead': 'inventory is killed before, and back after the last order',
  'and the caller restarts':
    'as before; the caller dies after the last order, and comes back with nothing but what he ordered a second after all outcomes are there',
  'and the order service restarts': 'as before; while orders come the order service is killed and started again',
};

/** The same in older runs, where they went another way. */
export const olderSituationWords: Record<SituationName, string> = {
  ...situationWords,
  'and the caller restarts':
    'as before; the caller dies after the last order and comes back with nothing but what he ordered, before inventory does',
  'and the order service restarts': 'as before; the order service is killed after the last order, and started again',
};

/** `200/s in each mode, shared by its ways` */
export const wayRateWords = ({ perSecond, of }: WayBackRate): string =>
  of === 'way' ? `${rate(perSecond)}/s of each way` : `${rate(perSecond)}/s in each mode, shared by its ways`;

/** Milliseconds of so many of all callers; where there were too few of them, the others alone. */
export const withinWords = (...ms: (number | null)[]): string => spreadWords(ms, figure);

/** The same from the moment that an order says it was decided at, which is one of whole milliseconds. */
export const afterWords = (...ms: (number | null)[]): string =>
  spreadWords(ms, (each) => (each < 1 ? 'under 1' : count(each)));

const spreadWords = (ms: (number | null)[], words: (ms: number) => string): string =>
  ms.every((each) => each === null)
    ? 'n/a'
    : `${ms.map((each) => (each === null ? 'n/a' : words(each))).join(', ')} ms`;
