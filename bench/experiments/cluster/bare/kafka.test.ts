import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { BrokerNode } from '../../../brokers/cluster.ts';
import { kafkaSettings } from '../../../brokers/promises/kafka.ts';
import { kafkaBare } from './kafka.ts';

/** Nodes that close every connection at once, and who of them was asked. */
async function nodesThatClose(count: number) {
  const asked: string[] = [];
  const servers = Array.from({ length: count }, (_, index) =>
    createServer((socket) => {
      asked.push(String(index + 1));
      socket.on('error', () => {});
      socket.destroy();
    }),
  );
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const nodes = servers.map((server, index): BrokerNode => {
    const { port } = server.address() as AddressInfo;
    return { name: String(index + 1), index, address: `127.0.0.1:${port}` } as BrokerNode;
  });
  return { asked, nodes, close: () => servers.forEach((server) => server.close()) };
}

test('which node one writer asks does not depend on how often another one has asked', async () => {
  const { asked, nodes, close } = await nodesThatClose(3);
  try {
    const settings = kafkaSettings.slice(0, 3);
    const bare = kafkaBare({ nodes, url: '', prefix: 't.', settings });
    for (const setting of settings) {
      const target = bare.open(setting);
      expect(await target.write(['r-0'])).toMatchObject([{ type: 'fail' }]);
      await target.close();
    }
    expect(asked).toEqual(['2', '2', '2']);
  } finally {
    close();
  }
});
