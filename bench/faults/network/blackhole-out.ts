import { proxied } from '../proxied.ts';

/** The request has its effect, and the caller cannot know it. */
export const blackholeOut = proxied({
  name: 'network:blackhole-out',
  title: 'Answers vanish without an error',
  what: 'answers on the links of inventory, its own or those of the broker to it, vanish without an error; connections of that time stay silent for good',
  parameters: {},
  toxic: () => ({ kind: 'blackhole-out' }),
  tells: ({ hits, bytes }) => `${hits} pieces (${bytes} bytes) swallowed on their way back`,
});
