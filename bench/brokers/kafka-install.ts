import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { type CachePackage, ensureInstalled, findInstalled, type Installed, type Installing } from './cache.ts';
import { withDownloadProgress } from './download-progress.ts';
import { findMaven } from './java.ts';
import { runTool } from './run-tool.ts';

const POM = fileURLToPath(new URL('./pom.xml', import.meta.url));

/** The jars that pom.xml names, below `libs`. A changed pom.xml is another package. */
function kafkaPackage(): CachePackage {
  const pom = readFileSync(POM);
  const version = /<kafka\.version>([^<]+)</.exec(pom.toString())?.[1] ?? 'unknown';
  return {
    name: `kafka-${version}-${createHash('sha256').update(pom).digest('hex').slice(0, 8)}`,
    what: `Apache Kafka ${version} (Maven artifacts)`,
    async fill(partial, _final, installing) {
      await copyJars(partial, installing);
      return { kafka: version };
    },
  };
}

/** Kafka's jars, downloaded by Maven when the cache has none. Rejects with BrokerUnavailable when that cannot be. */
export async function obtainKafka(installing: Installing): Promise<Installed> {
  return ensureInstalled(kafkaPackage(), installing);
}

/** Kafka's jars when they are in the cache already, else null. */
export async function findKafka(): Promise<Installed | null> {
  return findInstalled(kafkaPackage().name);
}

async function copyJars(partial: string, installing: Installing): Promise<void> {
  const maven = await findMaven();
  const repository = join(partial, 'repository');
  const libs = join(partial, 'libs');
  await mkdir(repository);
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${libs}`, '-DincludeScope=runtime'];
  // Maven's repository would follow the user's home, not HOME: it is named, and goes when the jars are copied.
  const manner = ['--batch-mode', '--quiet', '--strict-checksums', `-Dmaven.repo.local=${repository}`, '--file', POM];
  try {
    await withDownloadProgress('Kafka', repository, null, installing.say, async () => {
      await runTool(maven, [...manner, ...goal], installing, { cwd: partial });
    });
  } catch (error) {
    const why = `Maven could not fetch Kafka's jars: is its repository reachable from here?\n${(error as Error).message}`;
    throw new BrokerUnavailable('kafka', why, { cause: error });
  }
  if (!(await readdir(libs)).some((name) => name.startsWith('kafka_'))) {
    throw new Error(`expected Maven to copy Kafka's jars to ${libs}, found none`);
  }
  await rm(repository, { recursive: true });
}
