import { expect, test } from 'vitest';
import { modeNamed, modes } from '../modes.ts';
import { faultNamed, faults } from './all.ts';
import { notApplicable } from './fault.ts';

const table = [
  'none,slow-inventory,inventory-errors,kill-inventory,kill-notification,kill-order,crash-before-publish,crash-before-mark',
  'crash-before-ack,crash-before-reply,pause-consumer,broker-kill,network:latency,network:bandwidth,network:refuse',
  'network:reset-before,network:reset-mid,network:reset-after-request,network:blackhole-in,network:blackhole-out,network:cut',
  'network:disconnect,redeliver,real-redelivery,poison,slow-consumer,rolling-restart,rolling-restart-inventory,kill-one-inventory,stop-one-inventory,hot-item,flash-crowd,disk-full,database-locked',
  'kill-payment,pause-payment,crash-before-charge,crash-after-charge,crash-before-refund,crash-after-refund',
  'slow-payment,payment-errors,payment-silent,provider-slow,provider-errors,provider-silent,provider-lost,provider-declines,provider-reset,provider-cut',
  'leader-killed,follower-killed,two-killed,leader-paused,leader-minority,one-way-cut,slow-link,flapping-link,rolling-nodes',
  'empty-disk,one-after-another,node-disk-full,unsynced-lost-one,unsynced-lost-all',
];

test('every fault of the table is registered', () => {
  expect(Object.keys(faults).toSorted()).toEqual(table.join().split(',').toSorted());
});

test('whatever a mode cannot suffer says why, and every fault is suffered by some mode', () => {
  for (const fault of Object.values(faults)) {
    const reasons = modes.map((mode) => notApplicable(fault, mode));
    expect(reasons, fault.name).toContain(null);
    for (const reason of reasons) if (reason !== null) expect(reason).toMatch(/\w+ \w+/);
  }
});

test('a combination is as long, as loaded and as widely proxied as its parts', () => {
  const both = faultNamed('pause-consumer+network:latency');
  expect(both?.name).toBe('pause-consumer+network:latency');
  expect(both?.parts?.map(({ name }) => name)).toEqual(['network:latency', 'pause-consumer']); // while it has traffic
  expect(both?.atLeastSeconds).toBe(12);
  expect(both?.links?.(modeNamed('sync-rest'))).toEqual([{ from: 'orders', to: 'inventory' }]);
  expect(faultNamed('hot-item+flash-crowd')?.load?.burst).toBe(10);
  expect(faultNamed('broker-kill+redeliver')?.needs).toEqual(['broker-kill']);
  expect(faultNamed('redeliver+slow-inventory')?.delays).toBe(true);
  expect(faultNamed('poison+rolling-restart')?.atOnce).toBe(true);
  expect(faultNamed('poison+kill-inventory')?.atOnce).toBeUndefined();
  expect(both?.delays).toBeUndefined();
  expect(faultNamed('kill-inventory+no-such-fault')).toBeNull();
});
