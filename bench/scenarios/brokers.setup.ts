import { randomBytes } from 'node:crypto';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import type { Mode } from '../../common/mode.ts';
import type { Broker } from '../brokers/broker.ts';
import { startBroker } from '../brokers/brokers.ts';
import { startGuard } from '../lab/guard.ts';
import { modes } from '../modes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the brokers shared by all files listen, by kind. */
    brokers: Record<Broker['kind'], string>;
  }
}

const labFolder = fileURLToPath(new URL('../../.lab', import.meta.url));

/** One RabbitMQ and one Kafka for all files; a test that hurts its broker starts one of its own instead. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(labFolder, `tests-${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const guard = startGuard(); // should this process be killed, or end by Ctrl-C without a teardown
  guard.folder(folder);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const start = ({ broker, probe }: Mode) => {
    if (broker === 'none' || !probe) throw new Error('expected a mode with a broker');
    say(`starting ${broker} for the scenarios …`);
    return startBroker(broker, { probe, say, dataFolder: folder, keep: false, guard });
  };
  const starting = [start(modes['async-rabbitmq']), start(modes['streaming-kafka'])];
  const tearDown = async () => {
    for (const one of starting) await (await one.catch(() => null))?.stop();
    rmSync(folder, { recursive: true, force: true });
    await guard.close();
    removeIfEmpty(dirname(folder));
  };
  try {
    const [rabbitmq, kafka] = (await Promise.all(starting)) as [Broker, Broker];
    project.provide('brokers', { rabbitmq: rabbitmq.url, kafka: kafka.url });
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another lab still works in it.
  }
}
