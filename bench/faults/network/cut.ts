import type { FaultParameters } from '../parameters.ts';
import { chance, proxied, striking } from '../proxied.ts';

const parameters = {
  ...striking(15),
  afterBytes: { label: 'after so much of an answer', unit: 'bytes', usual: 40, least: 1, most: 10_000 },
} as const satisfies FaultParameters;

/** An end that looks orderly, in the middle of an answer. */
export const cut = proxied({
  name: 'network:cut',
  title: 'Answers are cut off in the middle',
  parameters,
  what: `connections on the links of inventory are closed after ${parameters.afterBytes.usual} bytes of an answer: ${parameters.percent.usual}% of the calls, or every 1.5 s`,
  toxic: ({ afterBytes, ...often }, mode) => ({ kind: 'cut', afterBytes, ...chance(mode, often) }),
  tells: ({ hits }, { afterBytes }) => `${hits} answers cut off after ${afterBytes} bytes`,
});
