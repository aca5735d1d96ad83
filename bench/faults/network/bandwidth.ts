import type { FaultParameters } from '../parameters.ts';
import { proxied } from '../proxied.ts';

const parameters = {
  kibPerSecond: { label: 'in each direction', unit: 'KiB/s', usual: 32, least: 1, most: 10_000 },
} as const satisfies FaultParameters;

export const bandwidth = proxied({
  name: 'network:bandwidth',
  title: 'A narrow network',
  parameters,
  what: `${parameters.kibPerSecond.usual} KiB/s in each direction on the links of inventory`,
  toxic: ({ kibPerSecond }) => ({ kind: 'bandwidth', bytesPerSecond: kibPerSecond * 1024 }),
  tells: ({ hits, bytes }, { kibPerSecond }) =>
    `${bytes} bytes in ${hits} pieces were held to ${kibPerSecond * 1024} bytes/s`,
});
