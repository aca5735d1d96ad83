import { chance, proxied } from '../proxied.ts';

const SHARE = 0.15;

/**
 * A repetition succeeds: what retries are for. Every call is disturbed once at most, and few enough of them that their
 * repetitions stay within the retry budget; so nothing need fail, which the check `needless` looks at.
 */
export const resetBefore = proxied({
  name: 'network:reset-before',
  title: 'Connections break before the request arrives',
  what: `${SHARE * 100}% of the calls to inventory are reset before they arrive, each once: its repetition passes; in the event modes, its connection every 1.5 s`,
  toxic: (mode) => ({
    kind: 'reset-before',
    ...chance(mode, SHARE),
    ...(mode.medium.kind === 'calls' && { oncePerCall: true }),
  }),
  tells: ({ hits }) => `${hits} connections reset before a request arrived`,
});
