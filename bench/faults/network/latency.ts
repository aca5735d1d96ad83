import type { FaultParameters } from '../parameters.ts';
import { proxied } from '../proxied.ts';

const parameters = {
  delayMs: { label: 'delay, each way', unit: 'ms', usual: 100, least: 1, most: 30_000 },
  jitterMs: { label: 'more or less by', unit: 'ms', usual: 50, least: 0, most: 30_000 },
} as const satisfies FaultParameters;

export const latency = proxied({
  name: 'network:latency',
  title: 'A slow network',
  parameters,
  what: `${parameters.delayMs.usual} ± ${parameters.jitterMs.usual} ms in each direction on the links of inventory`,
  toxic: ({ delayMs, jitterMs }) => ({ kind: 'latency', ms: delayMs, jitterMs, direction: 'both' }),
  tells: ({ hits, bytes }) => `${hits} pieces (${bytes} bytes) delayed`,
});
