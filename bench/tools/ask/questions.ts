import {
  both,
  bursts,
  checked,
  drained,
  each,
  type Look,
  nearPrediction,
  nodesAway,
  nodesBroke,
  rebuilt,
  row,
  stoodStill,
  under,
  undone,
  varied,
  worth,
} from './answers.ts';
import { littleLoad } from './little-load.ts';

/** What an engineer asks who must choose between calls, queues and a log. Its number is its name. */
export interface AskedQuestion {
  number: number;
  question: string;
  /** How to ask it here: what follows `npm run bench --`. Null: this lab cannot. */
  again: string[] | null;
  /** What the best runs say; null where none can. */
  look: Look | null;
  /** What is not answered, and why. */
  lacks?: string;
}

const again = (command: string): string[] => command.split(' ');
const failure = (faults: string) => again(`failure --faults ${faults} --blocks 1 --no-worth`);

export const questions: readonly AskedQuestion[] = [
  {
    number: 1,
    question: 'A service that I need is dead: what becomes of the requests that come meanwhile?',
    again: failure('kill-inventory'),
    look: under('kill-inventory'),
  },
  {
    number: 2,
    question: 'How much later is the work really done with a queue or a log than with a call?',
    again: again('latency --only base,again'),
    look: both(
      row(({ kind }) => kind === 'finished'),
      row((question) => question.kind === 'compared' && question.metric === 'completion p50'),
    ),
  },
  {
    number: 3,
    question: 'How much sooner does the caller have an answer?',
    again: again('latency --only base'),
    look: row(({ kind }) => kind === 'answered'),
    lacks: 'The answers are not the same: an outcome and a promise. They are never ranked.',
  },
  {
    number: 4,
    question: 'After a promise (202), how does the caller learn the result, and what does that cost?',
    again: again('way-back'),
    look: row(({ kind }) => kind === 'knows'),
    lacks: 'Requests, bytes, a dead consumer and restarts are in the report.',
  },
  {
    number: 5,
    question: 'When exactly is a message lost?',
    again: again(
      'failure --faults broker-kill,crash-before-publish,crash-before-mark,crash-before-ack --blocks 1 --worth',
    ),
    look: both(
      under('broker-kill', 'crash-before-publish', 'crash-before-mark', 'crash-before-ack'),
      worth('outbox', 'confirms', 'manual-ack'),
    ),
    lacks: 'One broker without replicas; with three nodes: question 23.',
  },
  {
    number: 6,
    question: 'Will there be duplicates, and what takes them away?',
    again: again('failure --faults redeliver,real-redelivery,crash-before-mark --blocks 1 --worth'),
    look: both(under('redeliver', 'real-redelivery', 'crash-before-mark'), worth('inbox', 'idempotency-key')),
    lacks: 'Transactions of a log are not tried: an inbox does their work here.',
  },
  {
    number: 7,
    question: 'Is order kept after a redelivery, a freeze, a restart?',
    again: failure('real-redelivery,pause-consumer,rolling-restart'),
    look: checked(['transitions', 'log'], 'real-redelivery', 'pause-consumer', 'rolling-restart'),
    lacks:
      'transitions: no order goes back to an earlier state; log: records of an order take effect in the order of the log. Here one consumer per role: for several ask again with --instances inventory=2.',
  },
  {
    number: 8,
    question: 'Does one slow message hold up the others?',
    again: again('work --work 20ms,1%=2s'),
    look: row(({ kind }) => kind === 'others'),
  },
  {
    number: 9,
    question: 'How is something tried again without blocking the rest?',
    again: failure('inventory-errors,database-locked'),
    look: each('inventory-errors', 'database-locked'),
    lacks: 'A delayed repetition that keeps the order of its key is not tried.',
  },
  {
    number: 10,
    question: 'What becomes of a message that nobody can handle?',
    again: failure('poison'),
    look: under('poison'),
  },
  {
    number: 11,
    question: 'A consumer crashes: when is it back, and when is the backlog gone?',
    again: failure('kill-inventory,kill-notification'),
    look: both(under('kill-notification'), drained),
  },
  {
    number: 12,
    question: 'How long does work stop at a deploy?',
    again: failure('rolling-restart'),
    look: both(stoodStill('rolling-restart'), under('rolling-restart')),
    lacks:
      'Here one process per role: for several, bench:failure -- --instances inventory=4 --faults rolling-restart-inventory.',
  },
  {
    number: 13,
    question: 'How many consumers, which prefetch, how many partitions for a handler that takes n milliseconds?',
    again: again('work'),
    look: both(
      row(({ kind }) => kind === 'hands'),
      nearPrediction,
    ),
  },
  {
    number: 14,
    question: 'Can the share groups of a log take the place of a queue?',
    again: null,
    look: null,
    lacks: 'No client of Node speaks them yet.',
  },
  {
    number: 15,
    question: 'What rate does my machine hold?',
    again: again('latency --only capacity --blocks 1'),
    look: row(({ kind }) => kind === 'capacity'),
  },
  {
    number: 16,
    question: 'What does it cost while little happens?',
    again: again('latency --only base,again,rate'),
    look: littleLoad,
    lacks: 'CPU alone: memory is in the report, money is not.',
  },
  {
    number: 17,
    question: 'Ten times the traffic for a short while?',
    again: failure('flash-crowd'),
    look: both(under('flash-crowd'), bursts),
  },
  {
    number: 18,
    question: 'A consumer is too slow for long: does the broker fill up, block, or drop?',
    again: failure('slow-consumer'),
    look: both(under('slow-consumer'), drained),
    lacks: 'For seconds, not for hours: alarms of memory and disk are not reached.',
  },
  {
    number: 19,
    question: 'Can a new service read what happened before it existed?',
    again: again('replay'),
    look: row(({ kind }) => kind === 'past'),
  },
  {
    number: 20,
    question: 'Can the past be played again after a bug is mended, how long does it take, and are mails sent twice?',
    again: again('replay'),
    look: rebuilt,
  },
  {
    number: 21,
    question: 'How large may a message be?',
    again: again('latency --only payload --blocks 1'),
    look: varied('payload', 'bytes'),
    lacks: 'Up to the sizes that are varied; a megabyte is refused at the door.',
  },
  {
    number: 22,
    question: 'Delay, expiry, priority?',
    again: null,
    look: null,
    lacks: 'The workflow needs none of them, so nothing is measured.',
  },
  {
    number: 23,
    question: 'Nodes of the broker die or are cut off: how many may, what is lost, how long is the gap?',
    again: again('cluster'),
    look: both(nodesAway, nodesBroke),
    lacks: 'Which fault under which setting, and what orders saw, is in the report.',
  },
  {
    number: 24,
    question: 'Does an acknowledgement survive a power cut, and at what price?',
    again: again('latency --only base,again --durability fsync'),
    look: null,
    lacks: 'The price is that of --durability fsync; writes that a disk has lost are not tried.',
  },
  {
    number: 25,
    question: 'Payment fails after stock was reserved: who undoes it?',
    again: again('saga'),
    look: both(
      row(({ kind }) => kind === 'shapes'),
      undone,
    ),
    lacks: 'What becomes of a payment when a service dies around it is tried by tests: npm run test:slow.',
  },
];
