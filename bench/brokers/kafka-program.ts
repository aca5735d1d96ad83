import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokerUnavailable } from './broker-unavailable.ts';
import type { Installed, Installing } from './cache.ts';
import type { Java } from './java.ts';
import { log4jProperties } from './kafka-config.ts';
import { toolPath } from './on-path.ts';
import type { Command } from './rabbitmq-server.ts';
import { runTool, withoutFlags } from './run-tool.ts';

/** One node's program, on a folder of its own. */
export interface KafkaProgram {
  program(jvm: readonly string[]): Command;
  /** Makes its empty data folder one of this cluster. */
  format(clusterId: string, installing: Installing): Promise<void>;
}

/** Writes a node's settings into its folder, and makes its data folder `data` there. `flags`: more for the JVM. */
export async function prepareKafka(
  java: Java,
  installed: Installed,
  folder: string,
  serverProperties: string,
  ...flags: string[]
): Promise<KafkaProgram> {
  if (/[,:]/.test(folder + installed.folder)) throw new BrokerUnavailable('kafka', oddPath(folder, installed.folder));
  const properties = join(folder, 'server.properties');
  const logging = join(folder, 'log4j2.properties');
  await mkdir(join(folder, 'data'));
  await writeFile(properties, serverProperties, { mode: 0o600 });
  await writeFile(logging, log4jProperties());
  const always = [
    '-XX:-UsePerfData', // a JVM keeps a file in /tmp otherwise, and leaves it there when it is killed
    `-Djava.io.tmpdir=${folder}`,
    `-Dlog4j2.configurationFile=${logging}`,
    '-Djava.awt.headless=true',
    ...flags,
    '-cp',
    `${installed.folder}/libs/*`,
  ];
  return {
    // Of the environment only the PATH: JAVA_TOOL_OPTIONS and the like could open ports or change the heap.
    program: (jvm) => ({
      file: java.file,
      args: [...jvm, ...always, 'kafka.Kafka', properties],
      env: { PATH: toolPath(), LC_ALL: 'C.UTF-8' }, // its folder may have any letter
    }),
    async format(clusterId, installing) {
      const format = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties];
      await runTool(java.file, [...FORMAT_JVM, ...always, ...format], installing, withoutFlags);
    },
  };
}

const oddPath = (...folders: string[]): string =>
  `expected folders without comma or colon, which Kafka and Java take for several, got ${folders.join(' and ')}: clone ` +
  'into another folder, or name another cache with THREE_MODE_LAB_CACHE';

/** For the short program that prepares the data folder. */
const FORMAT_JVM = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
