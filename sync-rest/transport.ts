import type { ServiceContext } from '../common/service/run-service.ts';
import { ownToken } from '../common/tokens/own-token.ts';
import { type Dependency, type Topology, topologyOf } from './topology.ts';
import { connectTo } from './transport/connect.ts';
import { lookFor } from './transport/declare.ts';
import { createCaller } from './transport/publish.ts';

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
  const clients = {
    inventory: connectTo('inventory', topology, context),
    notification: connectTo('notification', topology, context),
  };
  const callers = {
    inventory: createCaller(context, topology, clients.inventory, token),
    notification: createCaller(context, topology, clients.notification, token),
  };
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
