import type { StoredMessages } from '../../../record/history.ts';
import { parsePosition } from '../../key-order.ts';
import { type Corruption, change, drop, type Finished, repeat, violates } from './corruption.ts';

const any = () => true;
const stored = ({ final }: Finished) => final.messages ?? [];
const inboxes = (evidence: Finished) => stored(evidence).filter(({ inbox }) => inbox.length > 2);
/** Rows that stand for a message with an outbox row of its own. */
const outboxes = (evidence: Finished) =>
  stored(evidence).filter(({ service }) => service === 'orders' || service === 'inventory');

/** Does something to one entry of one inbox or outbox. */
const inOne =
  (
    of: (evidence: Finished) => StoredMessages[],
    edit: (one: StoredMessages, evidence: Finished, random: Parameters<Corruption['corrupt']>[1]) => boolean,
  ): Corruption['corrupt'] =>
  (evidence, random) => {
    const one = random.some(of(evidence));
    return one !== undefined && edit(one, evidence, random);
  };

const foreign = inOne(inboxes, ({ inbox }, _, random) =>
  repeat(random, inbox, any, (copy) => (copy.messageId = random.uuid())),
);
const skipped = inOne(inboxes, ({ inbox }, _, random) => drop(random, inbox));
const neverApplied = inOne(outboxes, ({ outbox }, _, random) =>
  repeat(random, outbox, any, (copy) => (copy.messageId = random.uuid())),
);

export const inbox: Corruption[] = [
  violates(
    'a message is applied twice',
    inOne(inboxes, ({ inbox }, _, random) => repeat(random, inbox, any)),
  ),
  violates('a message is not applied', skipped),
  violates('a message of nobody is applied', foreign),
  violates(
    'the outbox row of an applied message is missing',
    inOne(outboxes, ({ outbox }, _, random) => drop(random, outbox)),
  ),
  violates('a published message is applied by nobody', neverApplied),
  violates(
    'one message is applied in the place of another',
    inOne(inboxes, ({ inbox }, _, random) => {
      const instead = random.pick(inbox).messageId;
      return change(
        random,
        inbox,
        ({ messageId }) => messageId !== instead,
        (row) => (row.messageId = instead),
      );
    }),
  ),
];

export const queue: Corruption[] = [
  violates('a message is left in a queue', ({ final }, random) =>
    change(random, final.queues ?? [], any, (depth) => (depth.ready += random.integer(1, 9))),
  ),
  violates('a message is left unacknowledged', ({ final }, random) =>
    change(random, final.queues ?? [], any, (depth) => depth.unacknowledged++),
  ),
  violates(
    'a message left the queue without effect',
    (evidence, random) => evidence.final.queues !== null && skipped(evidence, random),
  ),
  violates(
    'a message nobody published is applied',
    (evidence, random) => evidence.final.queues !== null && foreign(evidence, random),
  ),
  violates(
    'a published message vanishes',
    (evidence, random) => evidence.final.queues !== null && neverApplied(evidence, random),
  ),
  violates('a message is applied and parked', (evidence, random) => {
    const applied = stored(evidence).find(({ service }) => service === 'inventory')?.inbox ?? [];
    return (
      evidence.final.queues !== null &&
      change(random, applied, any, ({ messageId }) =>
        evidence.final.parked.push({
          messageId,
          orderId: null,
          role: 'inventory',
          consumer: 'inventory',
          reason: 'gave up',
          body: '',
        }),
      )
    );
  }),
  violates(
    'a message nobody published is parked',
    ({ final }, random) =>
      final.queues !== null &&
      final.parked.push({
        messageId: random.uuid(),
        orderId: null,
        role: 'orders',
        consumer: 'orders',
        reason: 'what is this',
        body: '',
      }) > 0,
  ),
  violates(
    'a parked message vanishes',
    ({ final }, random) => final.queues !== null && drop(random, final.parked, ({ orderId }) => orderId !== null),
  ),
];

/** Two messages that one service read from one partition, the later one second. */
function twoOfOnePartition(evidence: Finished, random: Parameters<Corruption['corrupt']>[1]) {
  const { inbox } = random.pick(inboxes(evidence));
  const partition = ({ position }: (typeof inbox)[number]) => position?.slice(0, position.lastIndexOf('/'));
  const first = random.pick(inbox.filter(({ position }) => parsePosition(position) !== null));
  const second = inbox.slice(inbox.indexOf(first) + 1).find((row) => partition(row) === partition(first));
  return second && { first, second };
}

/** Makes two messages of one partition belong to one order, with their positions changed by `edit`. */
const oneKey =
  (edit: (first: { position: string | null }, second: { position: string | null }) => void): Corruption['corrupt'] =>
  (evidence, random) => {
    const two = evidence.final.log && twoOfOnePartition(evidence, random);
    const sent = stored(evidence).flatMap(({ outbox }) => outbox);
    const one = sent.find(({ messageId }) => messageId === two?.first.messageId);
    const other = sent.find(({ messageId }) => messageId === two?.second.messageId);
    if (!two || !one || !other) return false;
    other.orderId = one.orderId;
    edit(two.first, two.second);
    return true;
  };

export const log: Corruption[] = [
  violates('an offset is committed beyond the end', ({ final }, random) =>
    change(random, final.log ?? [], any, (position) => (position.committed = position.end + random.integer(1, 5))),
  ),
  violates('records are left unread', ({ final }, random) =>
    change(
      random,
      final.log ?? [],
      ({ end }) => end > 0,
      (position) => (position.committed = position.end - 1),
    ),
  ),
  violates('a group committed nothing', ({ final }, random) =>
    change(
      random,
      final.log ?? [],
      ({ end }) => end > 0,
      (position) => (position.committed = null),
    ),
  ),
  violates(
    'an offset is committed without applying its record',
    (evidence, random) => evidence.final.log !== null && skipped(evidence, random),
  ),
  violates(
    'a parked record vanishes',
    ({ final }, random) => final.log !== null && drop(random, final.parked, ({ orderId }) => orderId !== null),
  ),
  violates(
    'the records of an order are applied in the wrong order',
    oneKey((first, second) => {
      [first.position, second.position] = [second.position, first.position];
    }),
  ),
  violates(
    'the records of an order stand in two partitions',
    oneKey((_, second) => {
      const at = parsePosition(second.position);
      if (at) second.position = `${at.topic}/${at.partition + 1}/${at.offset}`;
    }),
  ),
];
