import type { Mode } from '../common/mode.ts';
import { calls, callsOnTheWay } from '../common/workflow/message-table.ts';
import { operate } from './operate.ts';
import { breakerPolicy, retryPolicy } from './topology.ts';

export const mode: Mode = {
  name: 'sync-rest',
  title: 'The order service calls the other two over HTTP and answers when it knows the outcome.',
  broker: 'none',
  firstPort: 4100,
  services: [
    {
      role: 'inventory',
      name: 'inventory-service',
      entry: new URL('inventory-service.ts', import.meta.url),
      env: () => ({}),
    },
    {
      role: 'notifications',
      name: 'notification-service',
      entry: new URL('notification-service.ts', import.meta.url),
      env: () => ({}),
    },
    {
      role: 'orders',
      name: 'order-service',
      entry: new URL('order-service.ts', import.meta.url),
      env: (address) => ({ INVENTORY_URL: address('inventory'), NOTIFICATION_URL: address('notifications') }),
    },
  ],
  links: callsOnTheWay().map((kind) => ({ from: calls[kind].from, to: calls[kind].to })),
  cannot: {
    replay: 'a call leaves no trace to read again; state is re-derived by reading the API of the order service',
    redrive: 'nothing is parked between services: a refused call is a problem document to its caller',
    parked: 'bad input is refused at once with a 4xx problem',
    'broker-kill': 'there is no broker',
  },
  fairness: (settings) => ({
    'hand-over': callsOnTheWay()
      .map((kind) => `POST ${calls[kind].path}`)
      .join(', then '),
    'acknowledged when': '201 once the outcome is stored; 503 or 504 when there is none',
    'flushed to disk': 'nothing lies between the services; each has its store',
    replication: '1 copy',
    'batch and linger': 'one call per order; no linger',
    'failing message': 'a refused call is parked at once',
    timeouts: `request ${settings.LAB_REQUEST_DEADLINE_MS} ms, attempt ${settings.LAB_ATTEMPT_TIMEOUT_MS} ms`,
    retries: `${retryPolicy.attempts} attempts with full jitter; circuit opens after ${breakerPolicy.consecutiveFailures} failures`,
    connections: `a pool of ${settings.LAB_POOL_SIZE} per dependency`,
  }),
  operate,
};
