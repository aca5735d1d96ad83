import { proxied } from '../proxied.ts';

const BYTES_PER_SECOND = 32 * 1024;

export const bandwidth = proxied({
  name: 'network:bandwidth',
  title: 'A narrow network',
  what: `${BYTES_PER_SECOND / 1024} KiB/s in each direction on the links of inventory`,
  toxic: () => ({ kind: 'bandwidth', bytesPerSecond: BYTES_PER_SECOND }),
  tells: ({ hits, bytes }) => `${bytes} bytes in ${hits} pieces were held to ${BYTES_PER_SECOND} bytes/s`,
});
