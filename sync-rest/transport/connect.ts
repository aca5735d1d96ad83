import {
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IPolicy,
  noop,
  wrap,
} from 'cockatiel';
import { Pool } from 'undici';
import { ConfigError } from '../../common/base/config.ts';
import type { Log } from '../../common/observe/log.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { breakerPolicy, bulkheadPolicy, clientPolicy, type Dependency, type Topology } from '../topology.ts';
import { CallFailed } from './call-failed.ts';

/** The way to one instance of a dependency. */
export interface Client {
  /** Connections, opened when a call needs one; no POST is pipelined behind another. */
  pool: Pool;
  /** What every attempt passes: the circuit, then the bulkhead. */
  guard: IPolicy;
  /** One call finds out whether the instance is back; cockatiel would let all others wait for what it finds. */
  probing(): boolean;
}

/**
 * A way to each instance of a dependency, every one with a circuit of its own:
 *
 *   call ──▶ circuit ──▶ bulkhead ──▶ pool ──▶ instance
 *               │           └ full: refused at once
 *               └ open: refused at once
 */
export function connectTo(dependency: Dependency, topology: Topology, context: ServiceContext): Client[] {
  const urls = topology.urls[dependency];
  if (!urls) throw new ConfigError(`${dependency.toUpperCase()}_URL is missing. Set it to http://host:port.`);
  return urls.map((url) => clientOf(url, urls.length > 1 ? `${dependency} at ${url}` : dependency, topology, context));
}

function clientOf(url: string, name: string, topology: Topology, { settings, log }: ServiceContext): Client {
  const { pipelining, keepAliveMs: keepAliveTimeout, connectTimeoutMs: timeout } = clientPolicy;
  const pool = new Pool(url, {
    connections: topology.poolSize,
    pipelining,
    keepAliveTimeout,
    connect: { timeout },
    headersTimeout: 0, // each call has its own
    bodyTimeout: 0,
  });
  const breaker = settings.LAB_WITHOUT.includes('breaker') ? null : breakerOf(name, log);
  const guard = wrap(breaker ?? noop, bulkhead(topology.poolSize, bulkheadPolicy.queue));
  return { pool, guard, probing: () => breaker?.state === CircuitState.HalfOpen };
}

function breakerOf(dependency: string, log: Log) {
  // A refusal is the other side's healthy answer, and a full bulkhead is our own doing.
  const policy = circuitBreaker(
    handleWhen((error) => !(error instanceof BulkheadRejectedError) && !(error instanceof CallFailed && error.refused)),
    {
      halfOpenAfter: breakerPolicy.halfOpenAfterMs,
      breaker: new ConsecutiveBreaker(breakerPolicy.consecutiveFailures),
    },
  );
  policy.onBreak(() => log.warn({ dependency }, 'circuit open'));
  policy.onReset(() => log.info({ dependency }, 'circuit closed'));
  return policy;
}
