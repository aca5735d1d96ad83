import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startPortMapper } from './port-mapper.ts';
import { loopbackPorts } from './ports.ts';
import { KHEPRI, nodeConf, rabbitmqClusterSettings } from './rabbitmq-cluster-config.ts';
import { evaluate, readView } from './rabbitmq-view.ts';

const who = { user: 'ann', password: 'secret' };

test('the settings of a node name all nodes, listen on loopback only, and leave the feature flag out', () => {
  const conf = nodeConf(15_001, who, rabbitmqClusterSettings(3), 3);
  expect(conf).toContain('listeners.tcp.1 = 127.0.0.1:15001\n');
  for (const node of [1, 2, 3]) expect(conf).toContain(`classic_config.nodes.${node} = lab${node}@localhost\n`);
  expect(conf).not.toContain('khepri');
});

test('a node pauses itself in a minority only with Mnesia: with Khepri that setting is ignored, so none is told', () => {
  const told = (own = {}) => rabbitmqClusterSettings(3, own)['cluster_partition_handling'];
  expect(told()).toBeUndefined();
  expect(told({ [KHEPRI]: 'false' })).toBe('pause_minority');
  expect(told({ [KHEPRI]: 'false', cluster_partition_handling: 'ignore' })).toBe('ignore');
});

/** What a mapper answers to one request. */
async function asked(port: number, request: Buffer): Promise<Buffer> {
  const socket = connect({ port, host: '127.0.0.1' });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(request.length);
  socket.write(Buffer.concat([length, request]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer;
}

const portPlease = (name: string) => Buffer.concat([Buffer.from([122]), Buffer.from(name)]);

test('a mapper tells of nodes that run, where its own node is to look for them', async () => {
  const [port = 0] = await loopbackPorts(1);
  const close = await startPortMapper(port, new Map([['lab2', 4000]]), { lab2: 5000, lab3: 5001 });
  try {
    expect((await asked(port, portPlease('lab2'))).readUInt16BE(2)).toBe(5000);
    expect([...(await asked(port, portPlease('lab3')))]).toEqual([119, 1]);
  } finally {
    await close();
  }
});

test('a mapper knows a node for as long as its connection stays open', async () => {
  const [port = 0] = await loopbackPorts(1);
  const registered = new Map<string, number>();
  const close = await startPortMapper(port, registered, {});
  try {
    const alive = Buffer.from([120, 0x12, 0x34, 77, 0, 0, 6, 0, 5, 0, 4, ...Buffer.from('lab1'), 0, 0]);
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(Buffer.concat([Buffer.from([0, alive.length]), alive]));
    await once(socket, 'data');
    expect(registered).toEqual(new Map([['lab1', 0x1234]]));
    socket.destroy();
    await expect.poll(() => registered.size).toBe(0);
  } finally {
    await close();
  }
});

test('a view is read in an order that does not depend on who was asked', () => {
  const copies = ['b', 'a'].map((name) => ({ name, leader: 'x', replicas: ['y', 'x'], inSync: ['y', 'x'] }));
  const told = { by: 'x', controller: null, online: ['y', 'x'], copies, newness: 3 };
  const { view, newness } = readView(JSON.stringify(told));
  expect(newness).toBe(3);
  expect(view.online).toEqual(['x', 'y']);
  expect(view.copies.map(({ name, inSync }) => [name, ...inSync])).toEqual([
    ['a', 'x', 'y'],
    ['b', 'x', 'y'],
  ]);
});

test('a node that did not do all that it was asked is told apart from one that did', async () => {
  const call = (script: string) => ({ file: 'sh', args: ['-c', script], env: { PATH: process.env['PATH'] ?? '' } });
  const did = `sed -n 's/.*put_chars("\\(.*\\)").*/42\\1/p'`; // prints what the expressions do, and the last one
  expect(await evaluate(call(did), 'ask(me)\n', 5000)).toBe('42');
  await expect(evaluate(call('cat > /dev/null; printf 42'), 'ask(me)', 5000)).rejects.toThrow('but printed: 42');
  await expect(evaluate(call('cat > /dev/null'), 'ask(me)', 5000)).rejects.toThrow('did not do all');
});
