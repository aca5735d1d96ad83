import { describe, expect, test } from 'vitest';
import type { Mode } from '../../common/mode.ts';
import { until } from '../lab/until.ts';
import { traceOf } from '../tools/trace/trace-of.ts';
import { openCollector, type ToldSpan } from './span-collector.ts';
import { allModes, openLab } from './with-lab.ts';

/** What one order looks like: each span with the one above it. A consumer's span lies below the one that stored its event. */
const expected: Record<Mode['medium']['kind'], Record<string, string | null>> = {
  calls: {
    'order-service POST /orders': null,
    'order-service POST /reserve': 'order-service POST /orders',
    'inventory-service POST /reserve': 'order-service POST /reserve',
    'order-service POST /send': 'order-service POST /orders',
    'notification-service POST /send': 'order-service POST /send',
  },
  queues: {
    'order-service POST /orders': null,
    'order-service publish OrderPlaced': 'order-service POST /orders',
    'inventory-service process OrderPlaced': 'order-service POST /orders',
    'inventory-service publish InventoryReserved': 'inventory-service process OrderPlaced',
    'order-service process InventoryReserved': 'inventory-service process OrderPlaced',
    'notification-service process InventoryReserved': 'inventory-service process OrderPlaced',
    'notification-service publish NotificationSent': 'notification-service process InventoryReserved',
  },
  log: {},
};
expected.log = {
  ...expected.queues,
  'analytics-service process OrderPlaced': 'order-service POST /orders',
  'analytics-service process InventoryReserved': 'inventory-service process OrderPlaced',
  'analytics-service process NotificationSent': 'notification-service process InventoryReserved',
};

const nameOf = ({ service, name }: ToldSpan) => `${service} ${name}`;

/** Each span's name with that of the span above it; null: it is the first of its trace. */
function familyOf(spans: ToldSpan[]): Record<string, string | null> {
  const byId = new Map(spans.map((span) => [span.spanId, nameOf(span)]));
  const above = ({ parentSpanId: parent }: ToldSpan) => (parent ? (byId.get(parent) ?? `unknown ${parent}`) : null);
  return Object.fromEntries(spans.map((span) => [nameOf(span), above(span)]));
}

describe.each(allModes)('traces, in $name', (mode) => {
  test('tell of an order from its POST to its notification as one trace; `npm run trace` tells the same from the stores', async () => {
    await using collector = await openCollector();
    await using testLab = await openLab(mode, { settings: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
    const wanted = expected[mode.medium.kind];
    const { json } = await testLab.shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
    await testLab.shop.finished(json.orderId);
    await until(
      `${Object.keys(wanted).length} spans`,
      () => collector.spans.length >= Object.keys(wanted).length,
      20_000,
    );
    expect(familyOf(collector.spans)).toEqual(wanted);

    const trace = () => traceOf(testLab.lab.running.dataFolder, [], json.orderId);
    await until('nothing of the order is left to do', async () => (await trace())?.unfinished.length === 0);
    const steps = (await trace())?.steps ?? [];
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted());
    expect(steps[0]?.what).toBe('order stored, pending');
    const said = steps.map(({ service, what }) => `${service}: ${what}`);
    expect(said).toContain('inventory-service: reserve 1 × TEA-ASSAM');
    expect(said).toContain('order-service: order confirmed');
    expect(said).toContain('notification-service: notification order-confirmed recorded, by email');
    expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  });
});
