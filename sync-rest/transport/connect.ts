import { BulkheadRejectedError, bulkhead } from 'cockatiel';
import { Pool } from 'undici';
import { ConfigError } from '../../common/base/config.ts';
import type { Log } from '../../common/observe/log.ts';
import type { ServiceContext } from '../../common/service/run-service.ts';
import { bulkheadPolicy, clientPolicy, type Dependency, type Topology } from '../topology.ts';
import { CallFailed } from './call-failed.ts';
import { type Circuit, createCircuit } from './circuit.ts';

/** The way to one instance of a dependency. */
export interface Client {
  /** Connections, opened when a call needs one; no POST is pipelined behind another. */
  pool: Pool;
  /** How many more calls find a connection at once. */
  free(): number;
  /** Its circuit is open, and no call is due that finds out whether it is back. */
  refuses(): boolean;
  /**
   * Begins when a connection is free, if that is before `latest` (epoch milliseconds) and the circuit is not open by then. Throws
   * cockatiel's errors where it never begins.
   */
  make<Result>(attempt: () => Promise<Result>, latest: number): Promise<Result>;
}

/**
 * A way to each instance of a dependency, every one with a circuit of its own:
 *
 *   call ──▶ circuit open? ──▶ bulkhead ──▶ circuit ──▶ pool ──▶ instance
 *               │                 │            └ open by then: refused
 *               └ refused at once └ full, or waited too long: refused
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
    keepAliveMaxTimeout: keepAliveTimeout, // else a hint of the other side prolongs it
    connect: { timeout },
    headersTimeout: 0, // each call has its own
    bodyTimeout: 0,
  });
  const circuit = settings.LAB_WITHOUT.includes('breaker') ? null : circuitOf(name, log);
  const line = bulkhead(topology.poolSize, bulkheadPolicy.queue);
  return {
    pool,
    free: () => line.executionSlots,
    refuses() {
      const state = circuit?.state() ?? 'closed';
      return state === 'open' || (state === 'due' && line.executionSlots === 0); // who finds out does not wait in line
    },
    make: (attempt, latest) =>
      line.execute(() => {
        if (Date.now() > latest) throw new BulkheadRejectedError(topology.poolSize, bulkheadPolicy.queue);
        return circuit ? circuit.execute(attempt) : attempt();
      }),
  };
}

const circuitOf = (dependency: string, log: Log): Circuit =>
  createCircuit({
    judge(error) {
      if (!(error instanceof CallFailed)) return 'fails';
      if (error.busy) return 'busy'; // to leave him alone would leave his hands idle
      return error.refused ? 'refuses' : 'fails';
    },
    onChange: (isOpen) =>
      isOpen ? log.warn({ dependency }, 'circuit open') : log.info({ dependency }, 'circuit closed'),
  });
