import { chance, proxied, striking } from '../proxied.ts';

const parameters = striking(15);

/**
 * A repetition succeeds: what retries are for. Every call is disturbed once at most, and few enough of them that their
 * repetitions stay within the retry budget; so nothing need fail, which the check `needless` looks at.
 */
export const resetBefore = proxied({
  name: 'network:reset-before',
  title: 'Connections break before the request arrives',
  parameters,
  what: `${parameters.percent.usual}% of the calls to inventory are reset before they arrive, each once: its repetition passes; in the event modes, its connection every 1.5 s`,
  toxic: (values, mode) => ({
    kind: 'reset-before',
    ...chance(mode, values),
    ...(mode.medium.kind === 'calls' && { oncePerCall: true }),
  }),
  tells: ({ hits }) => `${hits} connections reset before a request arrived`,
});
