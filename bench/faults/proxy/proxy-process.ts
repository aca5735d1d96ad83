// The TCP proxy's process: one listener per link. It is told over IPC what to do, and ends with the channel.
import { raisePriority } from '../../load/priority.ts';
import { LinkProxy } from './link-proxy.ts';
import type { ProxyAnswer, ProxyOrder } from './messages.ts';

const links = new Map<string, LinkProxy>();

async function obey(order: ProxyOrder): Promise<Omit<ProxyAnswer, 'id'>> {
  if (order.do === 'open') {
    const opened = new LinkProxy(order.link, order.seed, order.at);
    links.set(order.link, opened);
    return { port: await opened.open() };
  }
  const link = links.get(order.link);
  if (!link) throw new Error(`expected one of ${[...links.keys()].join(', ')}, got ${order.link}`);
  switch (order.do) {
    case 'point':
      link.pointAt(order.target);
      return {};
    case 'add':
      await link.add(order.owner, order.toxic);
      return {};
    case 'count':
      return { toll: link.count(order.owner) };
    case 'remove':
      return { toll: await link.remove(order.owner) };
    case 'reset-deaf':
      link.resetDeaf();
      return {};
  }
}

raisePriority(); // it must not add a delay of its own to the one it was asked for
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {}); // Ctrl-C is for the lab, which ends its processes in order
process.on('message', (order: ProxyOrder) => {
  obey(order)
    .catch((error: unknown) => ({ problem: String(error) }))
    .then((answer) => process.send?.({ id: order.id, ...answer } satisfies ProxyAnswer))
    .catch(() => {}); // the channel closed meanwhile, and this process ends with it
});
