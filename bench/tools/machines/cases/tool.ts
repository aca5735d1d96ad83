import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onPath } from '../../../brokers/on-path.ts';
import { modeNames } from '../../../modes.ts';
import type { Box } from '../box.ts';
import type { MachineCase } from '../machine-case.ts';
import { start } from './helpers.ts';

/** A version manager: one program that looks at the name it is called by, needs its user's home, and knows only links to itself. */
function versionManager({ outside }: Box): Record<string, string> {
  const shims = join(outside, 'shims');
  mkdirSync(shims);
  const tools = ['java', 'mvn'].map((name) => `${name}) exec ${onPath(name) ?? 'false'} "$@" ;;`).join('\n');
  const manager = join(outside, 'manager');
  writeFileSync(
    manager,
    `#!/bin/sh\n[ -n "$HOME" ] || exit 9\ncase $(basename "$0") in\n${tools}\n*) exit 8 ;;\nesac\n`,
  );
  chmodSync(manager, 0o755);
  for (const name of ['java', 'mvn']) symlinkSync(manager, join(shims, name));
  return { PATH: `${shims}${delimiter}${process.env['PATH']}`, JAVA_HOME: '' };
}

/** Tools of the machine, and what it allows a process. */
export const toolCases: readonly MachineCase[] = [
  {
    title: 'java and mvn are links to a version manager: Kafka is installed and serves',
    where: 'here',
    args: start('streaming-kafka'),
    env: (box) => ({ ...versionManager(box), THREE_MODE_LAB_CACHE: join(box.outside, 'cache') }),
    skip: () => (onPath('java') && onPath('mvn') ? null : 'there is no java or no mvn'),
    must: 'serves',
  },
  {
    title: 'JAVA_TOOL_OPTIONS asks for another collector and another heap: Kafka serves',
    where: 'here',
    args: start('streaming-kafka'),
    env: () => ({ JAVA_TOOL_OPTIONS: '-XX:+UseG1GC -Xmx16m', JDK_JAVA_OPTIONS: '-XX:+UseParallelGC' }),
    skip: () => (onPath('java') ? null : 'there is no java'),
    must: 'serves',
  },
  ...modeNames.map(
    (mode): MachineCase => ({
      title: `ulimit -n 256: ${mode} serves`,
      where: 'here',
      first: 'ulimit -n 256',
      args: start(mode),
      ...(mode === 'sync-rest' && { quick: true }),
      must: 'serves',
    }),
  ),
];
