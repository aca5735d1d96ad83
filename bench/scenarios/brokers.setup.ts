import { randomBytes } from 'node:crypto';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import type { BrokerUse } from '../../common/capabilities.ts';
import { startBroker } from '../brokers/brokers.ts';
import { startGuard } from '../lab/guard.ts';
import { modes } from '../modes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the brokers shared by all files listen, by kind. */
    brokers: { [kind: string]: string; rabbitmq: string; kafka: string };
  }
}

const labFolder = fileURLToPath(new URL('../../.lab', import.meta.url));

/** One broker of each kind for all files; a test that hurts its broker starts one of its own instead. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = join(labFolder, `tests-${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const guard = startGuard(); // should this process be killed, or end by Ctrl-C without a teardown
  guard.folder(folder);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const start = ({ kind, probe }: BrokerUse) => {
    say(`starting ${kind} for the scenarios …`);
    return startBroker(kind, { probe, say, dataFolder: folder, keep: false, guard });
  };
  const used = new Map(modes.flatMap(({ broker }) => (broker ? [[broker.kind, broker]] : [])));
  const starting = [...used.values()].map(start);
  const tearDown = async () => {
    for (const one of starting) await (await one.catch(() => null))?.stop();
    rmSync(folder, { recursive: true, force: true });
    await guard.close();
    removeIfEmpty(dirname(folder));
  };
  try {
    const running = await Promise.all(starting);
    const urls = Object.fromEntries(running.map(({ kind, url }) => [kind, url]));
    project.provide('brokers', urls as ProvidedContext['brokers']);
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
