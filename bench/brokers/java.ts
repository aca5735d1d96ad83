import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { onPath } from './on-path.ts';
import { runTool, withoutFlags } from './run-tool.ts';
import { findVersion, isAtLeast, majorVersion } from './version.ts';

const OLDEST_JAVA = 17;
const OLDEST_MAVEN = '3.6.3';

/** A Java that can run Kafka. */
export interface Java {
  /** The program itself, and not a version manager's link to it, which would need its user's environment. */
  file: string;
  version: string;
}

/** The Java of JAVA_HOME, else of the PATH. Rejects with BrokerUnavailable when it is missing or older than 17. */
export async function findJava(): Promise<Java> {
  const named = join(process.env['JAVA_HOME'] || '/nowhere', 'bin/java');
  const file = existsSync(named) ? named : onPath('java');
  if (file === null) throw new BrokerUnavailable('kafka', kafkaNeeds('Java', `${OLDEST_JAVA} or newer`, 'none'));
  const ask = ['-c', '"$1" -XshowSettings:properties -version 2>&1', 'sh', file];
  const text = await runTool('sh', ask, {}, withoutFlags).catch((error: Error) => {
    throw new BrokerUnavailable(
      'kafka',
      kafkaNeeds('Java', `${OLDEST_JAVA} or newer`, `one that does not run (${file})`),
      {
        cause: error,
      },
    );
  });
  const version = javaVersion(text) ?? 'unknown';
  if (!(majorVersion(version) >= OLDEST_JAVA)) {
    throw new BrokerUnavailable('kafka', kafkaNeeds('Java', `${OLDEST_JAVA} or newer`, `${version} (${file})`));
  }
  const itself = join(javaHome(text) ?? '/nowhere', 'bin/java');
  return { file: existsSync(itself) ? itself : file, version };
}

/** Where a Java says that it lives, among the properties it shows. Null when it does not. */
function javaHome(text: string): string | null {
  return /^\s*java\.home = (.+)$/m.exec(text)?.[1]?.trim() ?? null;
}

/** The version in what `java -version` prints: `17.0.15`, `1.8.0_392`, `25`. Null when it says none. */
export function javaVersion(text: string): string | null {
  return /version "([^"]+)"/.exec(text)?.[1] ?? null;
}

/** Maven's command. Rejects with BrokerUnavailable when it is missing or too old for what it is to do. */
export async function findMaven(): Promise<string> {
  const file = onPath('mvn');
  if (file === null) throw new BrokerUnavailable('kafka', kafkaNeeds('Maven', `${OLDEST_MAVEN} or newer`, 'none'));
  const text = await runTool(file, ['--batch-mode', '--version']).catch(({ message }: Error) => {
    const found = `one that does not run (${file}):\n${message}`;
    throw new BrokerUnavailable('kafka', kafkaNeeds('Maven', `${OLDEST_MAVEN} or newer`, found));
  });
  const version = findVersion(/Apache Maven (\S+)/.exec(text)?.[1] ?? '') ?? '0';
  if (isAtLeast(version, OLDEST_MAVEN)) return file;
  throw new BrokerUnavailable('kafka', kafkaNeeds('Maven', `${OLDEST_MAVEN} or newer`, `${version} (${file})`));
}

/** What to tell a person whose machine lacks something that the lab's own Kafka needs. */
export function kafkaNeeds(what: string, expected: string, found: string): string {
  return [
    `expected ${what} ${expected} to run the lab's own Kafka, found ${found}.`,
    'One of these will do:',
    `  - install a JDK ${OLDEST_JAVA} or newer and Maven (Debian 12: openjdk-17-jre-headless maven; 13: openjdk-21-jre-headless maven); JAVA_HOME is honoured`,
    '  - name a running Kafka: KAFKA_BROKERS=host:9092',
    '  - start the one in streaming-kafka with its docker-compose.debug.yml, and name it with KAFKA_BROKERS (docs/platforms.md)',
    '  - leave it out: --modes sync-rest,async-rabbitmq',
  ].join('\n');
}
