import { execa } from 'execa';
import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { until } from '../until.ts';
import { ContainerService } from './container-service.ts';
import type { Stack } from './stack.ts';

const READY_MS = 60_000;

/** The broker of a mode as a container, reached at a port of 127.0.0.1 that is open for the bench alone. */
export async function containerBroker(stack: Stack, mode: Mode, port: number): Promise<Broker | null> {
  const { broker: kind, probe } = mode;
  if (kind === 'none' || !probe) return null;
  const container = await ContainerService.of(stack, 'broker');
  const url = kind === 'rabbitmq' ? await operatorUrl(container.id, port) : `127.0.0.1:${port}`;
  const ready = () => until(`the ${kind} container is ready`, () => probe(url).then(() => true), READY_MS);
  await ready();
  return {
    kind,
    url,
    owned: true,
    versions: { obtained: 'container' },
    settings: {},
    pid: () => container.pid,
    suspend: () => container.suspend(),
    kill: async () => void (await container.kill()),
    async restart() {
      await container.start();
      await ready();
    },
    stop: () => container.stop(),
    onUnexpectedExit: () => {}, // its restart policy starts it again
  };
}

/** Made at the first start (async-rabbitmq/write-credentials.ts), and known to the broker's own container. */
async function operatorUrl(id: string, port: number): Promise<string> {
  const { stdout } = await execa('docker', ['exec', id, 'cat', '/run/credentials/operator-password']);
  return `amqp://operator:${encodeURIComponent(stdout.trim())}@127.0.0.1:${port}`;
}
