import type { Operator, Running } from '../common/mode.ts';
import { historySources } from './history-sources.ts';
import { readBacklog } from './operate/backlog.ts';
import { readParked } from './operate/dead-letters.ts';
import { deliverAgain, inject } from './operate/deliver.ts';
import { leaveCall } from './operate/leave-call.ts';

export async function operate(running: Running): Promise<Operator> {
  const { urls, dataFolder } = running;
  return {
    backlog: () => readBacklog(urls),
    parked: () => readParked(dataFolder),
    deliverAgain: (order, idempotencyKey) => deliverAgain(urls, dataFolder, order, idempotencyKey),
    inject: (role, bytes) => inject(urls, role, bytes),
    leaveCall: (orderId, body) => leaveCall(running, { orderId, kind: 'send', body }),
    sources: () => historySources(running),
    dismiss: async () => {}, // nobody knows that it asks
    remove: async () => {},
    close: async () => {},
  };
}
