import { proxied } from '../proxied.ts';

const MS = 100;
const JITTER_MS = 50;

export const latency = proxied({
  name: 'network:latency',
  title: 'A slow network',
  what: `${MS} ± ${JITTER_MS} ms in each direction on the links of inventory`,
  toxic: () => ({ kind: 'latency', ms: MS, jitterMs: JITTER_MS, direction: 'both' }),
  tells: ({ hits, bytes }) => `${hits} pieces (${bytes} bytes) delayed`,
});
