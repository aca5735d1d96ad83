import { chance, proxied } from '../proxied.ts';

const SHARE = 0.15;
const AFTER_BYTES = 40;

/** An end that looks orderly, in the middle of an answer. */
export const cut = proxied({
  name: 'network:cut',
  title: 'Answers are cut off in the middle',
  what: `connections on the links of inventory are closed after ${AFTER_BYTES} bytes of an answer: ${SHARE * 100}% of the calls, or every 1.5 s`,
  toxic: (mode) => ({ kind: 'cut', afterBytes: AFTER_BYTES, ...chance(mode, SHARE) }),
  tells: ({ hits }) => `${hits} answers cut off after ${AFTER_BYTES} bytes`,
});
