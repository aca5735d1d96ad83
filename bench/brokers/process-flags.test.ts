import { expect, test } from 'vitest';
import { machineFlags } from './process-flags.ts';

test('the flags of a Java machine are those before its class path, without paths', () => {
  const line = [
    '/usr/bin/java',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-Djava.io.tmpdir=/data/a',
    '-cp',
    '/libs/*',
    'kafka.Kafka',
  ];
  expect(machineFlags(line)).toBe('-Xmx512m -XX:+UseSerialGC');
});

test('the flags of an Erlang machine are those before the arguments of the emulator', () => {
  const line = [
    '/erlang/beam.smp',
    '-W',
    'w',
    '-sbwt',
    'none',
    '-P',
    '1048576',
    '--',
    '-root',
    '/erlang',
    '-home',
    '/data',
  ];
  expect(machineFlags(line)).toBe('-W w -sbwt none -P 1048576');
});

test('of a command line that is neither nothing is told: it may hold anything', () => {
  expect(machineFlags(['sh', '-c', 'echo secret'])).toBe('');
});
