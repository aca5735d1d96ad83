import type { Mode } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import { until } from '../until.ts';
import { ContainerService } from './container-service.ts';
import type { Stack } from './stack.ts';

const READY_MS = 60_000;

/** The broker of a mode as a container, reached at a port of 127.0.0.1 that is open for the bench alone. */
export async function containerBroker(stack: Stack, mode: Mode, port: number): Promise<Broker | null> {
  if (!mode.broker) return null;
  const { kind, probe } = mode.broker;
  const container = await ContainerService.of(stack, 'broker');
  const url = await brokerKind(kind).container.url(container.id, port);
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
