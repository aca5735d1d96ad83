import type { FaultParameter } from '../parameters.ts';
import { providerFault } from './provider-fault.ts';

const share = (percent: number, label = 'calls that are hit') =>
  ({ percent: { label, unit: '%', usual: percent, least: 1, most: 100 } }) satisfies Record<string, FaultParameter>;

const slow = { delayMs: { label: 'delay', unit: 'ms', usual: 1000, least: 1, most: 30_000 } } as const;
const half = share(50);
const cards = share(50, 'cards that are declined');

export const providerSlow = providerFault({
  name: 'provider-slow',
  title: 'The payment provider answers late',
  what: `the payment provider takes ${slow.delayMs.usual} ms more to move money`,
  parameters: slow,
  wrong: ({ delayMs }) => ({ delayMs }),
  tells: (hits, { delayMs }) => `${hits} calls took ${delayMs} ms more`,
});

export const providerErrors = providerFault({
  name: 'provider-errors',
  title: 'The payment provider fails',
  what: `${half.percent.usual}% of the calls to the payment provider are answered 503, and no money moved`,
  parameters: half,
  wrong: ({ percent }) => ({ errors: percent / 100 }),
  tells: (hits) => `${hits} calls answered 503`,
});

/** Whoever asks cannot tell it from an answer that is lost. */
export const providerSilent = providerFault({
  name: 'provider-silent',
  title: 'The payment provider is silent',
  what: `${half.percent.usual}% of the calls to the payment provider are never answered, and no money moved`,
  parameters: half,
  wrong: ({ percent }) => ({ silent: percent / 100 }),
  tells: (hits) => `${hits} calls never answered`,
});

/** What a row before the money, and a refund of what is not known, are for. */
export const providerLost = providerFault({
  name: 'provider-lost',
  title: 'Answers of the payment provider are lost after the money moved',
  what: `${half.percent.usual}% of the calls to the payment provider are never answered after the money moved`,
  parameters: half,
  wrong: ({ percent }) => ({ lost: percent / 100 }),
  tells: (hits) => `${hits} answers lost after the money moved`,
});

export const providerDeclines = providerFault({
  name: 'provider-declines',
  title: 'The payment provider declines many cards',
  what: `${cards.percent.usual}% of all cards are declined, always the same ones`,
  parameters: cards,
  wrong: ({ percent }) => ({ declined: percent / 100 }),
  tells: (hits) => `${hits} charges declined that were not before`,
});
