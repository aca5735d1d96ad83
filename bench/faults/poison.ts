import { randomUUID } from 'node:crypto';
import type { Role } from '../../common/mode.ts';
import { type FaultContext, type FaultKind } from './fault.ts';

type Fed = Exclude<Role, 'analytics'>;

const fed: Fed[] = ['inventory', 'orders', 'notifications'];
const envelope = {
  specversion: '1.0',
  source: 'somebody',
  time: '2026-01-31T12:00:00Z',
  datacontenttype: 'application/json',
  correlationid: 'x',
};
const customer = { name: 'Nobody', email: 'nobody@lab.example' };
const outcomeOf = (orderId: string) => ({
  type: 'InventoryReserved',
  data: {
    orderId,
    customer,
    items: [{ sku: 'TEA-ASSAM', quantity: 1, unitPriceMinor: 100 }],
    totalMinor: 100,
    currency: 'EUR',
    lowStock: [],
  },
});

/** What a broken producer sends. */
const pills: [what: string, bytes: (id: string) => string][] = [
  ['not JSON', () => '{"specversion":'],
  ['wrong schema', (id) => JSON.stringify({ ...envelope, id, type: 'OrderPlaced', subject: id, data: { orderId: 7 } })],
  ['of a type nobody expects', (id) => JSON.stringify({ ...envelope, id, type: 'OrderTeleported', data: {} })],
  ['oversized', (id) => JSON.stringify({ ...envelope, id, type: 'OrderPlaced', data: 'x'.repeat(200_000) })],
];

/**
 * Valid, and its handler refuses it: the outcome of an order that the order service does not know. Only a queue belongs to one
 * consumer: in a log the notification service would read it as well, and tell somebody.
 */
function refusedOutcome(id: string): string {
  const orderId = randomUUID();
  return JSON.stringify({ ...envelope, id, subject: orderId, ...outcomeOf(orderId) });
}

/** A call that was stored when another schema held: whoever is called refuses it, for good. */
const refusedCall = (id: string) => JSON.stringify({ ...outcomeOf(id), loyaltyPoints: 3 });

/** Pills for each service, among good orders. Proved by where they ended: parked, or refused. */
export const poison: FaultKind = {
  name: 'poison',
  title: 'Messages that cannot be processed',
  quick: 'alone',
  what:
    `messages or bodies nobody can handle (${pills.map(([what]) => what).join(', ')}) for each service, under load; ` +
    'in a queue also one that its handler refuses, with REST a stored call that is refused for good, for which the order service is stopped and started: orders that come meanwhile get no answer',
  atOnce: true,
  create({ lab, recorder }) {
    const refused: number[] = [];
    const taken: string[] = [];
    return {
      async inject() {
        const { operator, mode } = lab;
        const feed = feeder(recorder, refused, taken);
        for (const [what, bytes] of pills) {
          for (const role of fed) await feed(what, (id) => operator.inject(role, Buffer.from(bytes(id)), id));
        }
        if (mode.medium.kind === 'queues') {
          await feed('refused by its handler', (id) => operator.inject('orders', Buffer.from(refusedOutcome(id)), id));
        }
        const { leaveCall } = operator;
        if (leaveCall) {
          await feed('a stored call', async (id) => {
            await leaveCall(id, refusedCall(id));
            return null;
          });
        }
      },
      async heal() {},
      async witness() {
        const ids = new Set(taken);
        const parked = await lab.operator.parked();
        const found = new Set(
          parked.map(({ messageId, orderId }) => messageId ?? orderId).filter((id) => id !== null && ids.has(id)),
        );
        if (refused.length > 0) {
          return `${refused.length} pills refused with ${[...new Set(refused)].join(', ')}; of ${ids.size} stored calls ${found.size} were parked`;
        }
        return ids.size === 0
          ? null
          : `the broker took ${ids.size} pills; it holds ${found.size} of them as dead letters`;
      },
    };
  },
};

/** Sends one pill, and notes what became of it: taken, refused with a status, or not known. */
function feeder(recorder: FaultContext['recorder'], refused: number[], taken: string[]) {
  return async (what: string, send: (id: string) => Promise<number | null>): Promise<void> => {
    const id = randomUUID();
    recorder.note('poison', 'invoke', id, { pill: what });
    try {
      const status = await send(id);
      if (status === null) taken.push(id);
      else refused.push(status);
      if (status === null) recorder.note('poison', 'ok', id, null);
      else recorder.note('poison', 'fail', id, { status, error: `http-${status}` });
    } catch (error) {
      recorder.note('poison', 'info', id, { error: (error as Error).message });
    }
  };
}
