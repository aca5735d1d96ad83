import { execa } from 'execa';
import { brokerKinds } from '../../brokers/brokers.ts';
import type { Stack } from '../../lab/containers/stack.ts';

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
  const { id } = await stack.container('broker');
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}';
  const addresses = (await execa('docker', ['inspect', '-f', format, id])).stdout.trim().split(/\s+/);
  const targets = ['broker', ...addresses].flatMap((host) => ports.map((port) => `${host}:${port}`));
  const run = ['run', '--rm', '--network', network, '--entrypoint', 'node', image, '-e', probe, ...targets];
  return JSON.parse((await execa('docker', run)).stdout) as string[];
}
