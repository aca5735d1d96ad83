import {
  BrokenCircuitError,
  BulkheadRejectedError,
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  retry,
} from 'cockatiel';
import type { Pool } from 'undici';
import { ProblemError } from '../../common/contracts/problems.ts';
import { calledInTrace, traceNow } from '../../common/observe/tracing.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import type { OwnToken } from '../../common/tokens/own-token.ts';
import { bulkheadPolicy, longestWaitMs, retryBudget, retryPolicy, type Topology } from '../topology.ts';
import { CallFailed } from './call-failed.ts';
import type { Client } from './connect.ts';
import { request } from './request.ts';

export type Call = <Answer>(
  path: string,
  /** JSON. */
  body: string,
  /** Throws a ProblemError when the bytes are no such answer. */
  read: (bytes: Uint8Array) => Answer,
  deadline: number,
) => Promise<Answer>;

/**
 * What leaves a service: a call to one dependency, tried until it is answered or its deadline passes. The only place that
 * retries, within a budget that all calls to this dependency share. Of its instances each is asked whose connections are free.
 */
export function createCaller(
  { settings }: ServiceContext,
  topology: Topology,
  clients: readonly Client[],
  token: OwnToken | null,
): Call {
  const without = new Set(settings.LAB_WITHOUT);
  const budget = tokenBucket();

  /** One request, one answer. Its time is bounded by the attempt timeout and by what is left of the deadline. */
  async function attempt(
    pool: Pool,
    path: string,
    body: string,
    deadline: number,
    traceparent?: string,
  ): Promise<Uint8Array> {
    const timeoutMs = Math.min(topology.attemptTimeoutMs, deadline - Date.now());
    if (timeoutMs <= 0) throw noTimeLeft();
    const asked = { path, body, traceparent, authorization: await token?.show().catch(noToken) };
    try {
      return await request(pool, asked, without.has('timeouts') ? null : timeoutMs);
    } catch (error) {
      if (error instanceof CallFailed && error.unauthenticated) token?.forget();
      throw error;
    }
  }

  let turn = 0;

  /** Who has a free connection comes first, each in turn: whoever fails fast would else have most of them free. */
  function inOrder(): readonly Client[] {
    if (clients.length === 1) return clients;
    const first = turn++ % clients.length;
    const inTurn = [...clients.slice(first), ...clients.slice(0, first)];
    return [...inTurn.filter((one) => one.free() > 0), ...inTurn.filter((one) => one.free() === 0)];
  }

  /** At the next instance; one that never got it, because it is away or has no room, is passed over. */
  async function atOne(make: (pool: Pool) => Promise<Uint8Array>, deadline: number): Promise<Uint8Array> {
    if (deadline <= Date.now() && !without.has('timeouts')) throw noTimeLeft();
    let failure: Error | null = null;
    for (const client of inOrder()) {
      if (client.refuses()) continue;
      try {
        return await client.make(() => make(client.pool), latestStart(deadline));
      } catch (error) {
        if (!neverArrived(error)) throw error;
        if (!(failure instanceof CallFailed)) failure = error;
      }
    }
    throw failure ?? new BrokenCircuitError();
  }

  /** Until then a call may wait for a connection. */
  function latestStart(deadline: number): number {
    if (without.has('timeouts')) return Number.POSITIVE_INFINITY;
    const now = Date.now();
    return now + (deadline - now) * bulkheadPolicy.waitShare;
  }

  const retries = without.has('retries') ? 0 : retryPolicy.attempts - 1;
  const again = retry(
    handleWhen((error) => error instanceof CallFailed && !error.refused && error.mayFollow && budget.spend()),
    {
      maxAttempts: retries,
      backoff: new ExponentialBackoff({ initialDelay: retryPolicy.firstWaitMs, generator: fullJitterGenerator }),
    },
  );

  /** cockatiel asks after every failure, also after that of the last attempt. */
  const mayFollow = (retriesSoFar: number, deadline: number): boolean =>
    retriesSoFar < retries && Date.now() + longestWaitMs(retriesSoFar + 1) < deadline;

  return async (path, body, read, deadline) => {
    const parent = traceNow(); // here: what runs behind the bulkhead runs in another caller's chain
    let certain = true; // no attempt so far can have arrived
    budget.earn();
    try {
      const bytes = await again.execute(async ({ attempt: retriesSoFar }) => {
        try {
          return await atOne(
            (pool) =>
              calledInTrace(`POST ${path}`, parent, (traceparent) => attempt(pool, path, body, deadline, traceparent)),
            deadline,
          );
        } catch (error) {
          if (error instanceof CallFailed) {
            certain &&= error.definite;
            error.mayFollow = mayFollow(retriesSoFar, deadline);
          }
          throw error;
        }
      });
      return read(bytes);
    } catch (error) {
      throw asFailedCall(error, path, certain);
    }
  };
}

const noTimeLeft = () => new CallFailed('No time left for the call.', { definite: true, timedOut: true });

const noToken = (cause: unknown): never => {
  throw new CallFailed('This service has no token now.', { definite: true }, cause);
};

/** Nothing happened at that instance, and another one may do it. */
const neverArrived = (error: unknown): error is Error =>
  error instanceof BrokenCircuitError ||
  error instanceof BulkheadRejectedError ||
  (error instanceof CallFailed && error.definite && !error.refused && !error.timedOut);

/** What became of a call that was given up. `certain`: none of its attempts can have arrived. */
function asFailedCall(error: unknown, path: string, certain: boolean): unknown {
  if (error instanceof ProblemError)
    return new CallFailed(`${path} answered something that does not fit its schema.`, { definite: false }, error);
  if (error instanceof BrokenCircuitError)
    return new CallFailed('Too many calls failed lately.', { definite: certain }, error);
  if (error instanceof BulkheadRejectedError)
    return new CallFailed('Too many calls are under way.', { definite: certain }, error);
  if (error instanceof CallFailed) {
    const { message, timedOut, refused } = error;
    return new CallFailed(message, { definite: certain, timedOut, refused }, error);
  }
  return error;
}

/** Every call earns a share of a retry; a retry spends a whole one. */
function tokenBucket() {
  let tokens: number = retryBudget.reserve;
  return {
    earn: () => {
      tokens = Math.min(retryBudget.reserve, tokens + retryBudget.share);
    },
    spend: () => {
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
