import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker, BrokerOptions } from './broker.ts';
import type { Installed } from './cache.ts';
import { checkKafkaBrokers, useExternalBroker } from './external-broker.ts';
import { findJava, type Java } from './java.ts';
import { KAFKA_JVM, KAFKA_SETTINGS, log4jProperties, randomClusterId, serverProperties } from './kafka-config.ts';
import { obtainKafka } from './kafka-install.ts';
import { toolPath } from './on-path.ts';
import { runTool } from './run-tool.ts';
import { startOnFreePorts } from './start-on-ports.ts';

/** The Kafka that KAFKA_BROKERS names, or one of our own. Rejects with BrokerUnavailable when there is no way to one. */
export async function startKafka(options: BrokerOptions): Promise<Broker> {
  const named = process.env['KAFKA_BROKERS'] ?? '';
  if (named !== '') return useExternalBroker('kafka', checkKafkaBrokers(named), 'KAFKA_BROKERS', options);
  const java = await findJava(); // before any download: without it Kafka would be of no use
  return runKafka(java, await obtainKafka(options), options);
}

/** One KRaft node on two loopback ports: clients and controller. */
function runKafka(java: Java, installed: Installed, options: BrokerOptions): Promise<Broker> {
  return startOnFreePorts('kafka', 2, options, async (folder, ports) => {
    const [port = 0, controllerPort = 0] = ports;
    const properties = join(folder, 'server.properties');
    const logging = join(folder, 'log4j2.properties');
    await mkdir(join(folder, 'data'));
    await writeFile(properties, serverProperties(folder, port, controllerPort), { mode: 0o600 });
    await writeFile(logging, log4jProperties());
    const flags = [
      '-XX:-UsePerfData', // a JVM keeps a file in /tmp otherwise, and leaves it there when it is killed
      `-Djava.io.tmpdir=${folder}`,
      `-Dlog4j2.configurationFile=${logging}`,
      '-Djava.awt.headless=true',
      '-cp',
      `${installed.folder}/libs/*`,
    ];
    const format = ['kafka.tools.StorageTool', 'format', '-t', randomClusterId(), '-c', properties];
    await runTool(java.file, [...FORMAT_JVM, ...flags, ...format], options);
    const kafka = installed.facts['kafka'] ?? 'unknown';
    return {
      kind: 'kafka',
      what: `Kafka ${kafka}`,
      url: `127.0.0.1:${port}`,
      versions: { kafka, jdk: java.version, obtained: 'Maven artifacts' },
      settings: { ...KAFKA_SETTINGS, jvm: KAFKA_JVM.join(' ') },
      // Of the environment only the PATH: JAVA_TOOL_OPTIONS and the like could open ports or change the heap.
      command: {
        file: java.file,
        args: [...KAFKA_JVM, ...flags, 'kafka.Kafka', properties],
        env: { PATH: toolPath() },
      },
      folder,
      logFile: join(folder, 'kafka.log'),
      port,
      isBroker: (row) => row.name.startsWith('java'),
    };
  });
}

/** For the short program that prepares the data folder. */
const FORMAT_JVM = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
