import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  fullJitterGenerator,
  handleWhen,
  noop,
  retry,
  wrap,
} from 'cockatiel';
import { Pool } from 'undici';
import type { z } from 'zod';
import { ConfigError } from '../common/base/config.ts';
import { decode } from '../common/contracts/decode.ts';
import { ProblemError } from '../common/contracts/problems.ts';
import { calledInTrace, traceNow } from '../common/observe/tracing.ts';
import type { ServiceContext } from '../common/service/run-service.ts';
import {
  breakerPolicy,
  bulkheadQueue,
  type Dependency,
  retryBudget,
  retryPolicy,
  type Topology,
  topologyOf,
} from './topology.ts';

/**
 * A call that did not succeed. `definite`: it is certain that nothing happened there. `refused`: the other side
 * answered with a 4xx, and would again.
 */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly definite: boolean;
  readonly timedOut: boolean;
  readonly refused: boolean;
  constructor(message: string, is: { definite: boolean; timedOut?: boolean; refused?: boolean }, cause?: unknown) {
    super(message, { cause });
    this.definite = is.definite;
    this.timedOut = is.timedOut ?? false;
    this.refused = is.refused ?? false;
  }
}

export interface Transport {
  topology: Topology;
  /**
   * Calls until it succeeds or `deadline` (epoch milliseconds) passes. Every call must be idempotent: it may arrive
   * several times. Throws CallFailed.
   */
  call<Schema extends z.ZodType>(
    dependency: Dependency,
    path: string,
    body: unknown,
    answer: Schema,
    deadline: number,
  ): Promise<z.infer<Schema>>;
  /** Throws with the reason while a dependency does not answer. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export function createTransport({ settings, log }: ServiceContext): Transport {
  const topology = topologyOf(settings);
  const without = new Set(settings.LAB_WITHOUT);
  const clients = { inventory: clientOf('inventory'), notification: clientOf('notification') };

  function clientOf(dependency: Dependency) {
    const url = topology.urls[dependency];
    if (!url) throw new ConfigError(`${dependency.toUpperCase()}_URL is missing. Set it to http://host:port.`);
    const pool = new Pool(url, {
      connections: topology.poolSize,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connect: { timeout: 1000 },
    });
    const breaker = without.has('breaker') ? null : breakerOf(dependency);
    const guard = wrap(breaker ?? noop, bulkhead(topology.poolSize, bulkheadQueue));
    /** One call finds out whether the dependency is back; cockatiel would let all others wait for what it finds. */
    const probing = () => breaker?.state === CircuitState.HalfOpen;
    return { pool, guard, probing, budget: tokenBucket() };
  }

  function breakerOf(dependency: Dependency) {
    // A refusal is the other side's healthy answer, and a full bulkhead is our own doing.
    const policy = circuitBreaker(
      handleWhen(
        (error) => !(error instanceof BulkheadRejectedError) && !(error instanceof CallFailed && error.refused),
      ),
      {
        halfOpenAfter: breakerPolicy.halfOpenAfterMs,
        breaker: new ConsecutiveBreaker(breakerPolicy.consecutiveFailures),
      },
    );
    policy.onBreak(() => log.warn({ dependency }, 'circuit open'));
    policy.onReset(() => log.info({ dependency }, 'circuit closed'));
    return policy;
  }

  /** One request, one answer. Its time is bounded by the attempt timeout and by what is left of the deadline. */
  async function attempt(
    pool: Pool,
    path: string,
    body: string,
    deadline: number,
    traceparent?: string,
  ): Promise<Uint8Array> {
    const timeoutMs = Math.min(topology.attemptTimeoutMs, deadline - Date.now());
    if (timeoutMs <= 0) throw new CallFailed('No time left for the call.', { definite: true, timedOut: true });
    const abort = new AbortController();
    const timer = without.has('timeouts') ? undefined : setTimeout(() => abort.abort(), timeoutMs);
    try {
      const { statusCode, body: answer } = await pool.request({
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json', ...(traceparent && { traceparent }) },
        body,
        signal: abort.signal,
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const bytes = await answer.bytes();
      if (statusCode < 300) return bytes;
      const refused = statusCode < 500 && statusCode !== 429;
      throw new CallFailed(`${path} answered ${statusCode}.`, { definite: statusCode < 500, refused });
    } catch (error) {
      if (error instanceof CallFailed) throw error;
      if (abort.signal.aborted)
        throw new CallFailed(`${path} did not answer in time.`, { definite: false, timedOut: true });
      throw new CallFailed(`${path} cannot be reached.`, { definite: neverArrived(error) }, error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    topology,
    async call(dependency, path, body, answer, deadline) {
      const { pool, guard, probing, budget } = clients[dependency];
      const text = JSON.stringify(body);
      const parent = traceNow(); // here: what runs behind the bulkhead runs in another caller's chain
      let certain = true; // no attempt so far can have arrived
      budget.earn();
      const again = retry(
        handleWhen((error) => error instanceof CallFailed && !error.refused && Date.now() < deadline && budget.spend()),
        {
          maxAttempts: without.has('retries') ? 0 : retryPolicy.attempts - 1,
          backoff: new ExponentialBackoff({
            initialDelay: retryPolicy.firstWaitMs,
            maxDelay: retryPolicy.longestWaitMs,
            generator: fullJitterGenerator,
          }),
        },
      );
      try {
        const bytes = await again.execute(async () => {
          try {
            if (probing()) throw new BrokenCircuitError();
            return await guard.execute(() =>
              calledInTrace(`POST ${path}`, parent, (traceparent) => attempt(pool, path, text, deadline, traceparent)),
            );
          } catch (error) {
            if (error instanceof CallFailed) certain &&= error.definite;
            throw error;
          }
        });
        return decode(answer, bytes);
      } catch (error) {
        if (error instanceof ProblemError)
          throw new CallFailed(`${path} answered something that does not fit its schema.`, { definite: false }, error);
        if (error instanceof BrokenCircuitError)
          throw new CallFailed('Too many calls failed lately.', { definite: certain }, error);
        if (error instanceof BulkheadRejectedError)
          throw new CallFailed('Too many calls are under way.', { definite: certain }, error);
        if (error instanceof CallFailed) {
          throw new CallFailed(
            error.message,
            { definite: certain, timedOut: error.timedOut, refused: error.refused },
            error,
          );
        }
        throw error;
      }
    },
    async ready() {
      for (const [dependency, { pool }] of Object.entries(clients)) {
        try {
          const { statusCode, body } = await pool.request({ method: 'GET', path: '/health', headersTimeout: 1000 });
          await body.dump();
          if (statusCode !== 200) throw new Error(`status ${statusCode}`);
        } catch (cause) {
          throw new Error(`the ${dependency} service does not answer`, { cause });
        }
      }
    },
    async close() {
      await Promise.all(Object.values(clients).map(({ pool }) => pool.destroy()));
    },
  };
}

/** Certain that the other side saw nothing: no connection came about. */
function neverArrived(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return ['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT', 'ENOTFOUND', 'EHOSTUNREACH'].includes(code);
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
