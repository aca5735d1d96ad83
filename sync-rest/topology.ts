import { ConfigError, type Settings } from '../common/base/config.ts';
import { type CallKind, calls } from '../common/workflow/message-table.ts';

export type Dependency = 'inventory' | 'payment' | 'notification';

const dependencies = { inventory: 'inventory', payments: 'payment', notifications: 'notification' } as const;

/** Whom a call goes to, and where. */
export const placeOf = (kind: CallKind): [Dependency, path: string] => [dependencies[calls[kind].to], calls[kind].path];

/**
 *   order-service ── POST /reserve, /release ──▶ inventory-service
 *                 ├─ POST /pay, /refund ───────▶ payment-service, where orders are paid
 *                 └─ POST /send ───────────────▶ notification-service
 *
 * One request deadline; each call gets what is left of it, and `/reserve` leaves a share for `/send`.
 */
export function topologyOf(settings: Settings) {
  const instances = settings.INVENTORY_URL?.length ?? 1;
  return {
    urls: {
      inventory: settings.INVENTORY_URL,
      payment: settings.PAYMENT_URL,
      notification: settings.NOTIFICATION_URL,
    } satisfies Record<Dependency, string[] | undefined>,
    requestDeadlineMs: settings.LAB_REQUEST_DEADLINE_MS,
    /** Kept free for telling the customer once stock is reserved. */
    sendShareMs: Math.round(settings.LAB_REQUEST_DEADLINE_MS / 5),
    /** Kept free for paying, where orders are paid. */
    payShareMs: isPaid(settings) ? Math.round(settings.LAB_REQUEST_DEADLINE_MS / 2.5) : 0,
    attemptTimeoutMs: settings.LAB_ATTEMPT_TIMEOUT_MS,
    poolSize: settings.LAB_POOL_SIZE,
    /** Calls to all instances of inventory at once. */
    callsAtOnce: settings.LAB_POOL_SIZE * instances,
    /** Those, and how many wait for a connection. Orders beyond that are not taken in. */
    mostCalls: (settings.LAB_POOL_SIZE + bulkheadPolicy.queue) * instances,
  };
}

/** There is no event that services could react to: only the order service can drive. */
export const isPaid = ({ LAB_PAYMENT }: Pick<Settings, 'LAB_PAYMENT'>): boolean => {
  if (LAB_PAYMENT === 'choreographed') throw new ConfigError('LAB_PAYMENT: calls can only be orchestrated.');
  return LAB_PAYMENT !== 'off';
};

export type Topology = ReturnType<typeof topologyOf>;

/**
 * A call that may be repeated is tried this often, with full jitter, within its deadline: together the waits can outlast a restart of
 * the other side. The only layer that retries.
 */
export const retryPolicy = { attempts: 4, firstWaitMs: 200 };

/** The bound of the wait before a retry, of which the first is 1: each is drawn between nothing and twice the bound of the one before. */
export const longestWaitMs = (retry: number): number => retryPolicy.firstWaitMs * 2 ** (retry - 1);

/** Retries add at most this share to the calls, so that they cannot multiply an overload. */
export const retryBudget = { share: 0.2, reserve: 20 };

/** An instance of a dependency that failed this often in a row is left alone, but for one call in a while that finds out whether it is back. */
export const breakerPolicy = { consecutiveFailures: 10, probeEveryMs: 1000 };

/** Calls that an earlier life or a dependency that was down left behind are made again this often, so many at once. */
export const resumePolicy = { everyMs: 250, atOnce: 32 };

/** How a connection to a dependency is kept; a pipelining of 1: the next call waits for the answer of the one before. */
export const clientPolicy = { connectTimeoutMs: 1000, keepAliveMs: 30_000, pipelining: 1 };

/**
 * Calls that wait for a free connection, per instance of a dependency; beyond that they are refused at once. None is begun
 * that has waited for more than a share of the time that it had left: behind a slow dependency a call that got its turn late would keep a
 * connection, only to be given up before the answer comes, and the next one would fare no better.
 */
export const bulkheadPolicy = { queue: 256, waitShare: 1 / 3 };

/** How whoever listens late asks the order service: so often, and so many orders in a page. */
export const pollPolicy = { everyMs: 500, page: 500 };
