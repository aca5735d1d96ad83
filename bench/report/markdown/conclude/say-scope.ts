import type { ModeName, RunFile } from '../../../record/run-file.ts';
import { listed } from '../format.ts';
import type { Sentence } from './sentence.ts';

/** What no run on one machine can tell; exact about whose brokers were used, where the run file says so. */
export function sayScope(run: RunFile): Sentence {
  const owned = Object.entries(run.brokerOwned ?? {}) as [ModeName, boolean][];
  const strangers = owned.flatMap(([mode, own]) => (own ? [] : [mode]));
  const ours = owned.flatMap(([mode, own]) => (own ? [mode] : []));
  const shared =
    owned.length > 0
      ? `services, load generator${ours.length === 0 ? '' : ` and the ${ours.length > 1 ? 'brokers' : 'broker'} of ${listed(ours)}`}`
      : run.modes.every((mode) => mode === 'sync-rest')
        ? 'services and load generator'
        : 'services, load generator and (unless it was named by AMQP_URL or KAFKA_BROKERS) the broker';
  const foreign =
    strangers.length === 0
      ? ''
      : ` The broker of ${listed(strangers)} was not started by the lab but named by an address: where it ran, how it was set and what CPU it used is not known here, so this mode must not be compared with the others.`;
  return {
    heading: null,
    text:
      `**What this run cannot say:** ${shared} shared one machine with ${run.host.cores} cores and talked over its ${run.runtime === 'docker' ? 'container networks' : 'loopback interface'}.${foreign} ` +
      'Network distance, a cluster, other hardware and other rates will give other numbers.',
  };
}
