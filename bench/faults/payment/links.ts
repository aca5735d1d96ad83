import { linksOfPayment, linkToProvider } from '../fault.ts';
import type { FaultParameters } from '../parameters.ts';
import { chance, proxied, striking } from '../proxied.ts';

const slow = {
  delayMs: { label: 'delay', unit: 'ms', usual: 1000, least: 1, most: 30_000 },
} as const satisfies FaultParameters;
const often = striking(15);
const { percent } = striking(30);
const cutShort = {
  percent,
  afterBytes: { label: 'after so much of an answer', unit: 'bytes', usual: 40, least: 1, most: 10_000 },
} as const satisfies FaultParameters;

const ofPayment = { ofPayment: true, links: linksOfPayment } as const;
const ofProvider = { ofPayment: true, links: () => [linkToProvider] } as const;

/** As `slow-inventory`. */
export const slowPayment = proxied({
  ...ofPayment,
  name: 'slow-payment',
  title: 'The network in front of the payment service is slow',
  delays: true,
  parameters: slow,
  what: `${slow.delayMs.usual} ms of delay in front of the payment service: on its answers, or on what the broker sends it`,
  toxic: ({ delayMs }) => ({ kind: 'latency', ms: delayMs, jitterMs: 0, direction: 'response' }),
  tells: ({ hits, bytes }, { delayMs }) => `${hits} answers or deliveries (${bytes} bytes) held back ${delayMs} ms`,
});

/** Whether the money moved is not known to whoever called: as `inventory-errors`. */
export const paymentErrors = proxied({
  ...ofPayment,
  name: 'payment-errors',
  title: 'Some calls to the payment service fail',
  parameters: often,
  what: `${often.percent.usual}% of the calls to the payment service end in a reset connection; in the event modes its connection is reset every 1.5 s`,
  toxic: (values, mode) => ({ kind: 'reset-after-request', ...chance(mode, values) }),
  tells: ({ hits }) => `${hits} exchanges failed`,
});

export const paymentSilent = proxied({
  ...ofPayment,
  name: 'payment-silent',
  title: 'Answers of the payment service vanish without an error',
  parameters: {},
  what: 'answers of the payment service, or of the broker to it, vanish without an error; connections of that time stay silent for good',
  toxic: () => ({ kind: 'blackhole-out' }),
  tells: ({ hits, bytes }) => `${hits} pieces (${bytes} bytes) swallowed on their way back`,
});

export const providerReset = proxied({
  ...ofProvider,
  name: 'provider-reset',
  title: 'The connection to the payment provider breaks after the request arrived',
  parameters: { percent },
  what: `${percent.usual}% of the calls to the payment provider arrive, and their answers are lost in a reset`,
  toxic: (values) => ({ kind: 'reset-after-request', share: values.percent / 100, everyMs: 0 }),
  tells: ({ hits }) => `${hits} answers lost after their request arrived`,
});

export const providerCut = proxied({
  ...ofProvider,
  name: 'provider-cut',
  title: 'Answers of the payment provider are cut off in the middle',
  parameters: cutShort,
  what: `${percent.usual}% of the calls to the payment provider end after ${cutShort.afterBytes.usual} bytes of their answer`,
  toxic: (values) => ({ kind: 'cut', afterBytes: values.afterBytes, share: values.percent / 100, everyMs: 0 }),
  tells: ({ hits }, { afterBytes }) => `${hits} answers cut off after ${afterBytes} bytes`,
});
