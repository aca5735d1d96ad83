import type { ServiceContext } from '../common/service/run-service.ts';
import { ownToken } from '../common/tokens/own-token.ts';
import { type Dependency, isPaid, type Topology, topologyOf } from './topology.ts';
import { type Client, connectTo } from './transport/connect.ts';
import { lookFor } from './transport/declare.ts';
import { type Call, createCaller } from './transport/publish.ts';

export interface Transport {
  topology: Topology;
  /**
   * Calls until it succeeds or `deadline` (epoch milliseconds) passes. Every call must be idempotent: it may arrive
   * several times. Throws CallFailed.
   */
  call<Answer>(
    dependency: Dependency,
    path: string,
    body: string,
    read: (bytes: Uint8Array) => Answer,
    deadline: number,
  ): Promise<Answer>;
  /** Throws with the reason while a dependency does not answer. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export function createTransport(context: ServiceContext): Transport {
  const topology = topologyOf(context.settings);
  const token = ownToken(context.settings);
  const paid = isPaid(context.settings);
  const clients: Partial<Record<Dependency, Client[]>> = {
    inventory: connectTo('inventory', topology, context),
    ...(paid && { payment: connectTo('payment', topology, context) }),
    notification: connectTo('notification', topology, context),
  };
  const callers = Object.fromEntries(
    Object.entries(clients).map(([name, those]) => [name, createCaller(context, topology, those, token)]),
  ) as Record<Dependency, Call>;
  return {
    topology,
    call: (dependency, path, body, read, deadline) => callers[dependency](path, body, read, deadline),
    ready: () => lookFor(clients),
    async close() {
      const all = Object.values(clients).flat();
      await Promise.all(all.map(({ pool }) => pool.destroy()));
    },
  };
}
