import type { Order } from '../../../common/contracts/orders.ts';
import type { Role } from '../../../common/mode.ts';
import { serviceNames } from '../../../common/workflow/message-table.ts';
import { emailOf } from '../../record/attempt-key.ts';
import type { Evidence, FinalReads, Operation } from '../../record/history.ts';
import type { Verdict } from '../../record/verdict.ts';
import { checkers } from '../all.ts';
import { judgedMode } from './judged-modes.ts';

export type Small = Evidence & { final: FinalReads };

const at = '2026-01-01T00:00:00Z';

/** Judges one check by its name. */
export function check(name: string, evidence: Evidence): Verdict {
  const checker = checkers.get(name);
  if (!checker) throw new Error(`expected a check, got ${name}`);
  return checker.check(evidence);
}

let clock = 0;
export function operation(
  f: Operation['f'],
  type: Operation['type'],
  key: string,
  value: unknown = null,
  process = key,
): Operation {
  clock += 1000;
  return { i: clock, t: clock, trial: 't1', process, f, type, key, value };
}

export function order(orderId: string, key: string, status: Order['status'], items: Order['items']): Order {
  const customer = { name: 'Ada', email: emailOf(key) };
  const version = status === 'pending' ? 1 : 2;
  return { orderId, status, customer, items, createdAt: at, updatedAt: at, version };
}

export const request = (key: string, ...items: { sku: string; quantity: number }[]) => ({
  customer: { name: 'Ada', email: emailOf(key) },
  items,
});

/**
 * The smallest run with something for every check: Ada buys two lamps (`k1`, `o1`), which leaves 3 of 5 and raises an
 * alert; Bob wants nine (`k2`, `o2`) and is declined.
 */
export function small(): Small {
  const answer = (orderId: string) => ({ status: 202, orderId, orderStatus: 'pending' });
  const lamp = { sku: 'lamp', name: 'Lamp', unitPriceMinor: 250, currency: 'EUR', lowStockThreshold: 3 };
  const bought = order('o1', 'k1', 'confirmed', [{ sku: 'lamp', quantity: 2, unitPriceMinor: 250 }]);
  const told = { channel: 'email', to: 'ada@load.example', recordedAt: at, recordedMonotonicNs: 1 } as const;
  return {
    mode: judgedMode('queues'),
    fault: 'none',
    history: [
      operation('place-order', 'invoke', 'k1', request('k1', { sku: 'lamp', quantity: 2 })),
      operation('place-order', 'ok', 'k1', answer('o1')),
      operation('place-order', 'invoke', 'k2', request('k2', { sku: 'lamp', quantity: 9 })),
      operation('place-order', 'ok', 'k2', answer('o2')),
    ],
    final: {
      quiescent: true,
      stillMoving: [],
      catalogue: [{ ...lamp, available: 5, reserved: 0 }],
      products: [{ ...lamp, available: 3, reserved: 2 }],
      movements: [
        { movementId: 1, sku: 'lamp', kind: 'set', quantity: 5, availableAfter: 5, recordedAt: at },
        { movementId: 2, sku: 'lamp', kind: 'reserve', orderId: 'o1', quantity: -2, availableAfter: 3, recordedAt: at },
      ],
      orders: [
        { ...bought, totalMinor: 500, currency: 'EUR' },
        { ...order('o2', 'k2', 'rejected', [{ sku: 'lamp', quantity: 9 }]), reason: 'out-of-stock' },
      ],
      notifications: [
        { ...told, notificationId: 'n1', orderId: 'o1', kind: 'order-confirmed', text: 'Confirmed.' },
        { ...told, notificationId: 'n2', kind: 'low-stock', text: 'lamp: 3 left, threshold 3.' },
        { ...told, notificationId: 'n3', orderId: 'o2', kind: 'order-rejected', text: 'Declined.' },
      ],
      parked: [],
      ...smallMessages(),
      log: null,
      queues: [{ queue: 'inventory', ready: 0, unacknowledged: 0 }],
    },
  };
}

function smallMessages(): { messages: NonNullable<FinalReads['messages']> } {
  const sent = (messageId: string, type: string, orderId: string) => ({ messageId, type, orderId, sent: true });
  const read = (messageId: string) => ({ messageId, position: 'queue' });
  return {
    messages: [
      {
        role: 'orders',
        service: 'orders',
        outbox: [sent('m1', 'OrderPlaced', 'o1'), sent('m2', 'OrderPlaced', 'o2')],
        inbox: [read('m3'), read('m4')],
      },
      {
        role: 'inventory',
        service: 'inventory',
        outbox: [sent('m3', 'InventoryReserved', 'o1'), sent('m4', 'InventoryFailed', 'o2')],
        inbox: [read('m1'), read('m2')],
      },
      {
        role: 'notifications',
        service: 'notifications',
        outbox: [sent('m5', 'NotificationSent', 'o1')],
        inbox: [read('m3'), read('m4')],
      },
    ],
  };
}

/** The same run over a log with one partition per topic. */
export function smallLog(): Small {
  const evidence = small();
  const positions: Record<string, string> = {
    m1: 'orders/0/0',
    m2: 'orders/0/1',
    m3: 'inventory/0/0',
    m4: 'inventory/0/1',
  };
  for (const { inbox } of evidence.final.messages ?? []) {
    for (const row of inbox) row.position = positions[row.messageId] ?? null;
  }
  const stands = (role: Role, topic: string) => ({
    role,
    group: `lab.${serviceNames[role]}`,
    topic,
    partition: 0,
    low: 0,
    end: 2,
    committed: 2,
  });
  const records = Object.entries(positions).map(([messageId, position]) => {
    const [topic = '', partition, offset] = position.split('/');
    return { topic, partition: Number(partition), offset: Number(offset), messageId };
  });
  const log = [stands('inventory', 'orders'), stands('orders', 'inventory'), stands('notifications', 'inventory')];
  return { ...evidence, mode: judgedMode('log'), final: { ...evidence.final, queues: null, log, records } };
}

/** A message that cannot be processed, delivered by the bench and parked by inventory. */
export function withPill(): Small {
  const evidence = small();
  evidence.fault = 'poison';
  evidence.history.push(
    operation('poison', 'invoke', 'pill-1', { pill: 'not-json' }),
    operation('poison', 'ok', 'pill-1'),
  );
  const body = 'pill-1 {{{';
  evidence.final.parked.push({
    messageId: null,
    orderId: null,
    role: 'inventory',
    consumer: 'inventory',
    reason: 'not JSON',
    body,
  });
  return evidence;
}
