import { setTimeout } from 'node:timers/promises';
import type { Mode } from '../../common/mode.ts';
import { type FaultKind, linksOfInventory } from './fault.ts';
import { type FaultParameter, type FaultParameters, valuesOf } from './parameters.ts';
import type { ProxiedLink, Proxy } from './proxy/proxy.ts';
import type { Toll, Toxic } from './proxy/toxic.ts';

const HOLD_DEADLINE_MS = 3000;
const LOOK_EVERY_MS = 50;

interface ProxiedFault<Name extends string>
  extends Pick<FaultKind, 'name' | 'title' | 'what' | 'leads' | 'quick' | 'ofPayment' | 'delays'> {
  parameters: FaultParameters<Name>;
  /** Absent: those of inventory. */
  links?: (mode: Mode) => ProxiedLink[];
  toxic: (values: Record<Name, number>, mode: Mode, link: ProxiedLink) => Toxic;
  /** What the proxy counted, in words. */
  tells: (toll: Toll, values: Record<Name, number>) => string;
}

/** A fault of the network: one toxic on some links. Its witness is what the proxy counted. */
export const proxied = <Name extends string>({
  links = linksOfInventory,
  toxic,
  tells,
  ...said
}: ProxiedFault<Name>): FaultKind => ({
  ...said,
  links,
  create({ lab: { mode }, proxy }, chosen = {}) {
    const values = valuesOf(said.parameters, chosen);
    const tolls: { link: ProxiedLink; toll: Toll }[] = [];
    const told = (seen: typeof tolls): string | null => {
      const hit = seen.filter(({ toll }) => toll.hits > 0);
      if (hit.length === 0) return null;
      return hit.map(({ link: { from, to }, toll }) => `proxy ${from} → ${to}: ${tells(toll, values)}`).join('; ');
    };
    return {
      async inject() {
        for (const link of links(mode)) await the(proxy).add(link, said.name, toxic(values, mode, link));
      },
      async takesHold() {
        const deadline = performance.now() + HOLD_DEADLINE_MS;
        const hits = async () => {
          const counts = await Promise.all(links(mode).map((link) => the(proxy).count(link, said.name)));
          return counts.reduce((sum, count) => sum + count.hits, 0);
        };
        while ((await hits()) === 0 && performance.now() < deadline) await setTimeout(LOOK_EVERY_MS);
      },
      /** What is held back then still comes late: modes differ in how long they wait for it, and that is part of their recovery. */
      async heal() {
        for (const link of links(mode)) tolls.push({ link, toll: await the(proxy).remove(link, said.name) });
      },
      async seen() {
        const counted = links(mode).map(async (link) => ({ link, toll: await the(proxy).count(link, said.name) }));
        return told(await Promise.all(counted));
      },
      witness: async () => told(tolls),
    };
  },
});

function the(proxy: Proxy | null): Proxy {
  if (!proxy) throw new Error('This fault needs a proxy, and the lab was started without one.');
  return proxy;
}

/** How often it strikes: so many of the calls; or, where a connection is one long conversation, so often at most. */
export const striking = (percent: number) =>
  ({
    percent: { label: 'calls that are hit', unit: '%', usual: percent, least: 1, most: 100 },
    everyMs: { label: 'in the event modes, once in', unit: 'ms', usual: 1500, least: 100, most: 30_000 },
  }) satisfies Record<string, FaultParameter>;

/** A call is one exchange; a connection to a broker is one long conversation, which is let alone for a while in between. */
export const chance = (mode: Mode, { percent, everyMs }: { percent: number; everyMs: number }) =>
  mode.medium.kind === 'calls' ? { share: percent / 100, everyMs: 0 } : { share: 1, everyMs };
