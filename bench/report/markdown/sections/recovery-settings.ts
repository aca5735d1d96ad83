import type { ModeName } from '../../../record/run-file.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, code, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

interface Timeout {
  mode: ModeName;
  name: string;
  /** In the fairness row `timeouts`; its first group is what was in force. */
  pattern: RegExp;
  decides: string;
  lab: string;
  library: string;
  otherwise: string;
}

/** Defaults of the libraries as of the versions in the lockfile, from their sources and manuals. */
const timeouts: Timeout[] = [
  {
    mode: 'sync-rest',
    name: 'one attempt of a call',
    pattern: /attempt (\d+ ms)/,
    decides: 'how long a silent dependency holds up one attempt',
    lab: '2500 ms',
    library: '300 s for the headers of an answer (undici)',
    otherwise: 'an order caught by a silent inventory would hold its client for up to five minutes',
  },
  {
    mode: 'sync-rest',
    name: 'the answer to a client',
    pattern: /request (\d+ ms)/,
    decides: 'when a client is told 504 at the latest, retries included',
    lab: '5000 ms',
    library: 'none',
    otherwise: 'nothing of its own would end the wait of a client',
  },
  {
    mode: 'async-rabbitmq',
    name: 'AMQP heartbeat',
    pattern: /heartbeat (\d+ s)/,
    decides:
      'when a frozen or cut-off consumer is noticed (one to two intervals without a sign of life) and its messages go to another; a killed one closes its connection and is noticed at once',
    lab: '5 s',
    library: '60 s, as a RabbitMQ with default settings proposes (amqplib takes what it proposes)',
    otherwise: 'messages held by a frozen or cut-off consumer would wait for one to two minutes',
  },
  {
    mode: 'async-rabbitmq',
    name: 'publisher confirm',
    pattern: /confirm (\d+ ms)/,
    decides: 'when a publish without a confirm counts as unknown and is made again',
    lab: '10000 ms',
    library: 'none (amqplib waits as long as the connection lives)',
    otherwise: 'a publish into a silent connection would wait for the heartbeat to end it',
  },
  {
    mode: 'streaming-kafka',
    name: 'Kafka session',
    pattern: /session (\d+ ms)/,
    decides:
      'when a killed or frozen group member is replaced; until then, and for one rebalance more, nobody reads its partitions',
    lab: '6000 ms, the least a broker with default settings permits; 2000 ms with a broker of the lab itself',
    library: '30 s (kafkajs; the Java client: 45 s)',
    otherwise: 'after a kill, the partitions of the dead member would rest for half a minute before anybody reads on',
  },
  {
    mode: 'streaming-kafka',
    name: 'produce request',
    pattern: /produce (\d+ ms)/,
    decides: 'when a write without an acknowledgement counts as unknown and is made again',
    lab: '10000 ms',
    library: '30 s (kafkajs)',
    otherwise: 'a write to a frozen broker would be given up twenty seconds later',
  },
];

/** Times of recovery depend on a few timeouts: those in force here, beside what defaults would give. */
export function recoverySettings({ figures: { run } }: Place): Section | null {
  if (!run.trials.some(({ experiment, fault }) => experiment === 'failure' && fault !== 'none')) return null;
  const values = run.fairness.find(({ setting }) => setting === 'timeouts')?.values ?? {};
  const rows = timeouts
    .filter(({ mode }) => run.modes.includes(mode))
    .map(({ mode, name, pattern, decides, lab, library, otherwise }) => {
      const inForce = pattern.exec(values[mode] ?? '')?.[1];
      const cell = inForce === undefined ? 'not recorded' : `**${plain(inForce)}**`;
      return [mode, name, cell, lab, library, decides, otherwise];
    });
  return {
    heading: headings.recovery,
    body: blocks(
      'A fault that shows itself by silence alone is noticed by a timeout, so the times above are those of these settings, not of the media as such. The lab sets them short, so that a recovery fits into a trial; ' +
        `with the defaults of the client libraries, the same recovery is longer by about the difference. All of them are settings of the lab (see ${code('docs/reference/settings.md')}).`,
      table(
        [
          'mode',
          'timeout',
          'in force in this run',
          'default of the lab',
          'default of the library',
          'decides',
          'with the default of the library',
        ],
        rows,
      ),
    ),
  };
}
