import { brokerKill } from './broker-kill.ts';
import type { FaultKind } from './fault.ts';
import { killService } from './kill-service.ts';
import { none } from './none.ts';
import { redeliver } from './redeliver.ts';

/** Every fault the lab knows, by name. A new one is a file of its own and a line here. */
export const faults: Record<string, FaultKind> = Object.fromEntries(
  [none, killService('inventory'), killService('notifications'), killService('orders'), brokerKill, redeliver].map(
    (fault) => [fault.name, fault],
  ),
);
