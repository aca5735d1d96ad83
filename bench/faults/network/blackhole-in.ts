import { proxied } from '../proxied.ts';

/** What heartbeats and deadlines are for: nothing fails, nothing comes. */
export const blackholeIn = proxied({
  name: 'network:blackhole-in',
  title: 'Requests vanish without an error',
  what: 'what is sent on the links of inventory, to it or by it to the broker, vanishes without an error; connections of that time stay silent for good',
  parameters: {},
  toxic: () => ({ kind: 'blackhole-in' }),
  tells: ({ hits, bytes }) => `${hits} pieces (${bytes} bytes) swallowed on their way in`,
});
