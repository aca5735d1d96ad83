import type { ModeFacts } from '../../../../common/capabilities.ts';
import { modes } from '../../../modes.ts';
import { listed } from '../../words/format.ts';
import { headings } from '../conclude/sentence.ts';
import { bullets, folded } from '../markdown.ts';
import type { Section } from './document.ts';

const mediaOf = (kind: ModeFacts['medium']['kind']) =>
  modes.filter(({ medium }) => medium.kind === kind).map(({ medium }) => medium.name);
const brokers = [
  ...mediaOf('queues').map((name) => `${name} (queues)`),
  ...mediaOf('log').map((name) => `${name} (a log)`),
];

const terms: [string, string][] = [
  [
    'Acceptance',
    'the HTTP answer to `POST /orders`. With REST calls the order is settled by then; with a queue or a log it is safely stored and will be worked on.',
  ],
  [
    'Acknowledgement (ack), confirm',
    'the consumer tells the broker that a message is done with; the broker tells the producer that it has the message.',
  ],
  [
    'Backlog',
    'orders accepted but not yet complete. *Unfinished* are all orders that are due and neither complete nor turned away: those that wait for their answer as well, which is where a mode that answers with the outcome has its queue.',
  ],
  [
    'Block, seed',
    'the same questions once more with other random numbers (the seed): other orders at other moments. A verdict that holds for one seed may fail for the next.',
  ],
  ['Broker', `the server between the services: ${brokers.join(' or ')}.`],
  ['Completion', 'the order is finished: its notification is committed to the store. The same event in every mode.'],
  ['Control', 'a trial without any fault, to compare with.'],
  [
    'Core-second',
    'one processor core busy for one second. *Orders per core-second* is completed orders over the CPU time of all services and the broker.',
  ],
  [
    'Dead letter, parked',
    'a message that cannot be processed is set aside with its reason instead of blocking the others.',
  ],
  ['Digest', 'a short fingerprint of a result; equal digests mean equal results.'],
  [
    'Durability tier',
    '`page-cache`: data survives the death of a process, but not of the machine; `fsync`: it is on disk before it counts. Modes are compared only within one tier.',
  ],
  [
    'Detection',
    'the first moment at which a client could notice a fault: an order refused, failed, or kept waiting longer than the limit that stands beside the figure, one for all modes.',
  ],
  ['Drain', 'a backlog being worked off; its rate is messages per second once nothing holds the consumer back.'],
  [
    'Extra waiting (order-seconds)',
    'how much longer than usual all accepted orders together waited for their completion: 100 orders that waited 10 s longer are 1000 order-seconds.',
  ],
  [
    'Fault, injected, healed',
    'something that is made to go wrong on purpose: from when, and until everything says that it is ready again.',
  ],
  [
    'Gap',
    'records that are known to be missing, for instance removed by retention. A rebuild with a gap is never called whole.',
  ],
  [
    'Heartbeat, session timeout',
    'how a broker notices that a consumer is frozen or cut off: it has not been heard of for so long. Until then its messages wait.',
  ],
  ['Idempotency key', 'a name the client gives to an order so that sending it twice makes one order.'],
  [
    'Inbox, outbox',
    "tables in a service's own store: messages already handled, and messages still to be sent. They make a crash harmless.",
  ],
  ['Lag', 'messages that wait for one consumer.'],
  [
    'Not steady',
    'the warm-up was cut off before three windows in a row agreed within 5%, by the nearest ends of their 95% intervals; the figures are used, but marked.',
  ],
  [
    'Offset, partition, consumer group',
    `${listed(mediaOf('log'))} keeps records in numbered order (offset) in several lanes (partitions); a group of consumers remembers how far it has read. *Resetting* the offset reads again.`,
  ],
  [
    'Open loop',
    'the load generator sends at the planned moments whatever the answers do, and latency counts from the planned moment, so a stalled system cannot hide its stall.',
  ],
  ['p50, p90, p99', 'the time within which 50, 90 or 99 of 100 orders were done (percentiles). p50 is the median.'],
  [
    'Protection',
    'something in the services that keeps orders safe (outbox, inbox, retries …). It can be switched off, to show what it is worth and what it costs.',
  ],
  [
    'Replay, rebuild',
    'to read the past again and compute a result from it anew. What is proved is that the new result is the old one.',
  ],
  ['Retention', 'how long, or how much, a log keeps before it deletes its oldest records.'],
  ['RSS', 'memory a process really occupies.'],
  [
    'Unknown',
    'the check could not be judged, for instance because nothing proves that the fault happened. Not a pass.',
  ],
  ['Violated', 'the check found at least one order that breaks its rule.'],
  [
    'Void',
    "something made a trial's performance figures unusable, for instance a late load generator. It is published, not used.",
  ],
  ['Witness', 'the proof that an injected fault really happened: a changed process id, a counted reset.'],
  ['Zombie', 'a consumer that was frozen, was given up, and wakes up believing that its work is still its own.'],
];

export function glossary(): Section {
  return {
    heading: headings.glossary,
    body: folded('Every term', bullets(terms.map(([term, meaning]) => `**${term}**: ${meaning}`))),
  };
}
