import { linksOfInventory } from '../../faults/fault.ts';
import type { Proxy } from '../../faults/proxy/proxy.ts';
import type { Lab } from '../../lab/lab.ts';
import { Latencies } from '../../measure/latencies.ts';
import { percentilesOf } from '../../measure/percentiles.ts';
import type { Trial } from '../../record/run-file.ts';

const OWNER = 'delay';

/**
 * Puts a delay in front of inventory: on its answers, or on what the broker sends it. `end` takes it away and tells how
 * long the proxy really held each piece.
 */
export async function delayInventory({ mode }: Lab, proxy: Proxy, delayMs: number) {
  const links = linksOfInventory(mode);
  for (const link of links) {
    await proxy.add(link, OWNER, { kind: 'latency', ms: delayMs, jitterMs: 0, direction: 'response' });
  }
  return {
    async end(): Promise<Trial['injectedDelay']> {
      const held = new Latencies();
      for (const link of links) {
        const toll = await proxy.remove(link, OWNER);
        if (toll.held) held.merge(Latencies.decode(toll.held));
      }
      return { requestedMs: delayMs, observed: percentilesOf(held) };
    },
  };
}
