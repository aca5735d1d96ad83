import { isDeepStrictEqual } from 'node:util';
import { execa } from 'execa';
import type { Mode } from '../../../common/mode.ts';
import { brokerKinds } from '../../brokers/brokers.ts';
import type { Stack } from '../../lab/containers/stack.ts';
import { send } from '../../lab/request.ts';
import type { Shop } from '../../lab/shop.ts';

interface Inspected {
  Config: { User: string; Image: string; Labels: Record<string, string> };
  HostConfig: {
    ReadonlyRootfs: boolean;
    CapDrop: string[] | null;
    CapAdd: string[] | null;
    SecurityOpt: string[] | null;
    Memory: number;
    PidsLimit: number | null;
    Init: boolean | null;
    Privileged: boolean;
  };
  NetworkSettings: { Networks: Record<string, unknown> };
}

const MOST_IMAGE_BYTES = 350e6;

/** What each container must be, as the engine tells; the words are what it is when it is not. */
const rules: [string, (container: Inspected) => boolean][] = [
  ['runs as root', ({ Config }) => !['', 'root', '0'].includes(Config.User.split(':')[0] ?? '')],
  ['may write to its image', ({ HostConfig }) => HostConfig.ReadonlyRootfs],
  ['keeps capabilities', ({ HostConfig }) => !!HostConfig.CapDrop?.includes('ALL') && !HostConfig.CapAdd?.length],
  ['may gain privileges', ({ HostConfig }) => !!HostConfig.SecurityOpt?.some((one) => one.startsWith('no-new-priv'))],
  ['is privileged', ({ HostConfig }) => !HostConfig.Privileged],
  ['may use all memory', ({ HostConfig }) => HostConfig.Memory > 0],
  ['may start any number of processes', ({ HostConfig }) => (HostConfig.PidsLimit ?? 0) > 0],
  ['has nobody to reap its children', ({ HostConfig }) => HostConfig.Init === true],
];

/** Throws with how the containers of a stack are less than locked down. */
export async function expectLockedDown(stack: Stack): Promise<void> {
  const found = await weaknesses((await stack.containers()).map(({ id }) => id));
  if (found.length > 0) throw new Error(found.join('; '));
}

/** How the containers with these ids are less than locked down, in words; empty when they are. */
async function weaknesses(ids: string[]): Promise<string[]> {
  const containers = JSON.parse((await execa('docker', ['inspect', ...ids])).stdout) as Inspected[];
  const found: string[] = [];
  for (const container of containers) {
    const service = container.Config.Labels['com.docker.compose.service'] ?? '';
    for (const [weakness, holds] of rules) if (!holds(container)) found.push(`${service} ${weakness}`);
    if (service !== 'broker') continue;
    const open = await notInternal(Object.keys(container.NetworkSettings.Networks));
    if (open.length > 0) found.push(`${service} is on ${open.join(', ')}, which leads outside`);
  }
  const ours = containers.find(({ Config }) => Config.Labels['com.docker.compose.service'] === 'order-service');
  const { stdout } = await execa('docker', ['image', 'inspect', '-f', '{{.Size}}', ours?.Config.Image ?? '']);
  if (Number(stdout) > MOST_IMAGE_BYTES) found.push(`the image has ${Math.round(Number(stdout) / 1e6)} MB`);
  return found;
}

async function notInternal(networks: string[]): Promise<string[]> {
  const { stdout } = await execa('docker', ['network', 'inspect', '-f', '{{.Name}} {{.Internal}}', ...networks]);
  return stdout
    .split('\n')
    .filter((line) => !line.endsWith(' true'))
    .map((line) => line.split(' ')[0] ?? '');
}

/** What must be true of a mode for somebody who sees its URLs alone; each throws with what was expected and what came. */
export async function checkBlackBox(shop: Shop, mode: Mode): Promise<void> {
  const [status, orderStatus] = mode.answer === 'outcome' ? [201, 'confirmed'] : [202, 'pending'];

  const key = shop.nextKey();
  const items = [{ sku: 'TEA-ASSAM', quantity: 2 }];
  const first = await shop.place(items, key);
  expectEqual('the answer to a good order', [first.status, first.json.status], [status, orderStatus]);
  const order = await shop.finished(first.json.orderId);
  expectEqual('the order in the end', [order.status, order.totalMinor], ['confirmed', 2 * 890]);
  const told = await shop.told(order.orderId);
  expectEqual(
    'what its customer was told',
    told.map(({ kind, to }) => [kind, to]),
    [['order-confirmed', order.customer.email]],
  );

  const again = await shop.place(items, key);
  expectEqual('the answer to the same request again', [again.status, again.text], [first.status, first.text]);
  const other = await send('POST', shop.ordersUrl, shop.body([{ sku: 'TEA-ASSAM', quantity: 3 }], key), {
    'idempotency-key': key,
  });
  expectEqual('the answer to the same key with another body', other.status, 422);
  expectEqual('the orders there are', (await shop.orders()).length, 1);

  const unknown = await shop.place([{ sku: 'NO-SUCH-SKU', quantity: 1 }]);
  const rejected = await shop.finished(unknown.json.orderId);
  expectEqual('an unknown product', [rejected.status, rejected.reason], ['rejected', 'unknown-sku']);
  const sorry = await shop.told(rejected.orderId);
  expectEqual(
    'what that customer was told',
    sorry.map(({ kind }) => kind),
    ['order-rejected'],
  );

  const priced = await send('POST', shop.ordersUrl, { ...shop.body(items, 'priced'), totalMinor: 1 });
  expectEqual('the answer to a client that sets its own price', priced.status, 400);
}

/** Throws with both when they are not the same. */
export function expectEqual(what: string, came: unknown, expected: unknown): void {
  if (isDeepStrictEqual(came, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(came)}`);
}

const image = 'three-mode-lab';

/** Of every kind of broker, with its side doors and UIs. */
const ports = brokerKinds.flatMap(({ container }) => container.ports);

/** Connects to each `host:port` it is given and prints those that answered. */
const probe = `
  const net = require('node:net');
  const connects = (address) => new Promise((answer) => {
    const [host, port] = address.split(':');
    const socket = net.connect({ host, port: Number(port), timeout: 2000 });
    socket.once('connect', () => (socket.destroy(), answer(true)));
    for (const bad of ['error', 'timeout']) socket.once(bad, () => (socket.destroy(), answer(false)));
  });
  Promise.all(process.argv.slice(1).map(async (one) => (await connects(one)) ? one : null))
    .then((found) => console.log(JSON.stringify(found.filter(Boolean))));
`;

/**
 * Which ports of the broker, by its name and by every address it has, a container on this network reaches; each as
 * `host:port`.
 */
export async function reachedFrom(network: string, stack: Stack): Promise<string[]> {
  const addresses = await addressesOf((await stack.container('broker')).id);
  const targets = ['broker', ...addresses].flatMap((host) => ports.map((port) => `${host}:${port}`));
  const run = ['run', '--rm', '--network', network, '--entrypoint', 'node', image, '-e', probe, ...targets];
  return JSON.parse((await execa('docker', run)).stdout) as string[];
}

/** Every address that a container has, one on each network. */
export async function addressesOf(id: string): Promise<string[]> {
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
  return (await execa('docker', ['inspect', '-f', format, id])).stdout.trim().split(/\s+/);
}
