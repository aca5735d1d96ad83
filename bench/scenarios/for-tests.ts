import { randomBytes } from 'node:crypto';
import { mkdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Broker } from '../brokers/broker.ts';
import { startGuard } from '../lab/guard.ts';

const labFolder = fileURLToPath(new URL('../../.lab', import.meta.url));

/** Where the servers that all test files of a project share live, and who cleans up after them. */
export function forTests() {
  const folder = join(labFolder, `tests-${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const guard = startGuard(); // should this process be killed, or end by Ctrl-C without a teardown
  guard.folder(folder);
  return {
    folder,
    guard,
    say: (line: string) => void process.stderr.write(`${line}\n`),
    async tearDown(servers: Iterable<Promise<Broker> | Broker>): Promise<void> {
      for (const one of servers) await (await Promise.resolve(one).catch(() => null))?.stop();
      rmSync(folder, { recursive: true, force: true });
      await guard.close();
      removeIfEmpty(dirname(folder));
    },
  };
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another lab still works in it.
  }
}
