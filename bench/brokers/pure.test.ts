import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressesOf, waysTo } from './addresses.ts';
import { parsePrintUris } from './apt.ts';
import { BrokerUnavailable } from './broker-unavailable.ts';
import { progressLine } from './download-progress.ts';
import { checkAmqpUrl, checkKafkaBrokers, wordsOfTouched } from './external-broker.ts';
import { findJava, javaVersion, kafkaNeeds } from './java.ts';
import { kafka } from './kafka.ts';
import { serverProperties } from './kafka-config.ts';
import { onPath } from './on-path.ts';
import { loopbackPorts, portBand } from './ports.ts';
import { rabbitmq } from './rabbitmq.ts';
import { rabbitmqConf, randomCredentials } from './rabbitmq-config.ts';
import { installRabbitmq } from './rabbitmq-install.ts';
import { versionFromPath } from './rabbitmq-on-path.ts';
import { withoutErlang } from './rabbitmq-relocated.ts';
import { redact, untilReady } from './ready.ts';
import { findVersion, isAtLeast, majorVersion } from './version.ts';

test('AMQP_URL without credentials is refused, because amqplib would use guest:guest', () => {
  expect(checkAmqpUrl('amqp://ann:secret@h:5672')).toBe('amqp://ann:secret@h:5672');
  expect(() => checkAmqpUrl('amqp://h:5672')).toThrow(/got no user for h:5672: .*guest:guest/);
  expect(() => checkAmqpUrl('amqp://ann@h')).toThrow('got no password for h');
  expect(() => checkAmqpUrl('http://ann:secret@h')).toThrow('got http://…');
  expect(() => checkAmqpUrl('no url')).toThrow(BrokerUnavailable);
  expect(() => checkAmqpUrl('ftp://ann:secret@h')).not.toThrow(/secret/);
  expect(() => checkAmqpUrl('amqp://ann:50%25off@h')).not.toThrow();
  for (const bare of ['50%off', '50%', '50%E9']) {
    expect(() => checkAmqpUrl(`amqp://ann:${bare}@h`)).toThrow(/^(?!.*50).*bare %.*%25/);
  }
});

test('AMQP_URL may name several nodes, each with user and password, and a comma in one of them is none between two', () => {
  const list = 'amqp://ann:a,b@h:1,amqps://ann:c@i:2';
  expect(checkAmqpUrl(list)).toBe(list);
  expect(addressesOf(list)).toEqual(['amqp://ann:a,b@h:1', 'amqps://ann:c@i:2']);
  expect(() => checkAmqpUrl('amqp://ann:secret@h,amqp://i')).toThrow('got no user for i');
  expect(redact('a,b and c', 'amqp://ann:a,b@h,amqp://ann:c@i')).toBe('*** and ***');
});

test('nodes that are reached another way are told apart from those that are not', () => {
  expect(waysTo('a:1,b:2', 'p:3,b:2')).toEqual([['a:1', 'p:3']]);
  expect(waysTo('a:1', 'a:1')).toEqual([]);
});

test('KAFKA_BROKERS is a list of host:port', () => {
  expect(checkKafkaBrokers('a:9092, 10.0.0.1:9093,[::1]:9')).toBe('a:9092,10.0.0.1:9093,[::1]:9');
  for (const wrong of ['a', 'a:9092,', 'kafka://a:9092', 'a b:1']) {
    expect(() => checkKafkaBrokers(wrong)).toThrow('expected host:port');
  }
});

test('who owns a broker is told what will be made on it, at which hosts, and never a password', () => {
  const removed = { prefix: 'x1', stay: false };
  const list = 'amqp://ann:se,cret@h:5672,amqp://ann:se,cret@i:5672';
  expect(wordsOfTouched(rabbitmq, list, removed)).toMatch(/^RabbitMQ at h:5672, i:5672 is not ours \(AMQP_URL\)/);
  expect(wordsOfTouched(rabbitmq, list, removed)).toMatch(/begin with x1, and removed at the end/);
  expect(wordsOfTouched(rabbitmq, list, removed)).not.toMatch(/ann|cret/);
  expect(wordsOfTouched(kafka, 'a:1,b:2', { prefix: '', stay: true })).toMatch(
    /a:1, b:2 .* under their plain names, and stay/,
  );
});

test('a text shown to people never carries the password', () => {
  expect(redact('login of ann with p%40ss (p@ss)', 'amqp://ann:p%40ss@h')).toBe('login of ann with *** (***)');
  expect(redact('login of ann with 50%off', 'amqp://ann:50%off@h')).toBe('login of ann with ***');
  expect(redact('plain', '127.0.0.1:9092')).toBe('plain');
});

test('versions are found and compared as numbers', () => {
  expect(javaVersion('openjdk version "17.0.15" 2025-04-15')).toBe('17.0.15');
  expect(majorVersion(javaVersion('java version "1.8.0_392"') ?? '')).toBe(8);
  expect(javaVersion('openjdk version "25" 2025-09-16')).toBe('25');
  expect(findVersion('Apache Maven 3.8.7 (Debian)')).toBe('3.8.7');
  expect([
    isAtLeast('3.10.8', '4'),
    isAtLeast('4.0.5', '4'),
    isAtLeast('3.10', '3.6.3'),
    isAtLeast('3.6', '3.6.3'),
  ]).toEqual([false, true, true, false]);
  expect(versionFromPath('/opt/rabbitmq_server-4.1.2/sbin/rabbitmq-server')).toBe('4.1.2');
  expect(versionFromPath('/opt/homebrew/Cellar/rabbitmq/4.0.5/sbin/rabbitmq-server')).toBe('4.0.5');
  expect(versionFromPath('/usr/lib/rabbitmq/bin/rabbitmq-server')).toBeNull();
});

test('ports lie below the ephemeral range, differ, and are free', async () => {
  const ports = await loopbackPorts(8);
  expect(new Set(ports).size).toBe(8);
  const [first, last] = portBand(32_768);
  expect([first, last]).toEqual([15_000, 31_999]);
  expect(portBand(20_000)).toEqual([15_000, 19_999]);
  for (const port of ports) {
    await new Promise<void>((resolve, reject) => {
      const server = createServer().once('error', reject);
      server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
    });
  }
});

test('each broker has credentials of its own, and no guest', () => {
  const [one, two] = [randomCredentials(), randomCredentials()];
  expect(one).not.toEqual(two);
  const conf = rabbitmqConf(15_001, one);
  expect(conf).toContain(`default_user = ${one.user}\ndefault_pass = ${one.password}\n`);
  expect(conf).toContain('listeners.tcp.1 = 127.0.0.1:15001\n');
  expect(new URL(`amqp://${one.user}:${one.password}@h`).password).toBe(one.password);
});

test('Kafka listens on loopback only, controller included', () => {
  const listeners = /^listeners=(.*)$/m.exec(serverProperties('/x', 15_001, 15_002))?.[1];
  expect(listeners).toBe('PLAINTEXT://127.0.0.1:15001,CONTROLLER://127.0.0.1:15002');
});

test('what apt would download is read with names and sizes', () => {
  const text = "'http://mirror/e/erlang-base_27.3_amd64.deb' erlang-base_27.3_amd64.deb 900 SHA256:aa\nnoise\n";
  expect(parsePrintUris(text)).toEqual([{ name: 'erlang-base', bytes: 900 }]);
  const status = 'Package: bash\nStatus: ok\n\nPackage: erlang-base\nStatus: ok\n\nPackage: socat\n';
  expect(withoutErlang(status)).toBe('Package: bash\nStatus: ok\n\nPackage: socat\n');
});

test('progress says how much of how much', () => {
  expect(progressLine('RabbitMQ', 34_000_000, 68_000_000)).toBe('RabbitMQ: 34 of 68 MB (50%)');
  expect(progressLine('Kafka', 34_000_000, null)).toBe('Kafka: 34 MB');
});

test('when there is no way to a broker the message says what was tried and what would do', async () => {
  const none = installRabbitmq({ say: () => {} }, []);
  await expect(none).rejects.toThrow(/AMQP_URL=amqp:\/\/user:password@host:5672[\s\S]*rabbitmq-server and erl/);
  expect(kafkaNeeds('Java', '17 or newer', 'none')).toMatch(/found none[\s\S]*install a JDK 17[\s\S]*KAFKA_BROKERS/);
});

test('waiting for a broker ends when its process ends, and at the deadline with the last error of the probe', async () => {
  const base = { what: 'it', url: 'amqp://ann:secret@h', port: null, logFile: null, ended: () => null };
  const refusing = () => Promise.reject(new Error('refused: secret'));
  await expect(untilReady({ ...base, probe: refusing, ended: () => 'exit code 1' })).rejects.toThrow('exit code 1');
  await expect(untilReady({ ...base, probe: refusing, deadlineMs: 150 })).rejects.toThrow('got: refused: ***');
  const hanging = () => new Promise<void>(() => {});
  await expect(untilReady({ ...base, probe: hanging, deadlineMs: 150 })).rejects.toThrow('took longer than');
  let attempts = 0;
  await untilReady({ ...base, probe: () => (++attempts < 3 ? refusing() : Promise.resolve()) });
  expect(attempts).toBe(3);
});

test.runIf(onPath('java'))(
  'a Java that is a link to a version manager is called by its name, and found behind it',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
    const before = { PATH: process.env['PATH'], JAVA_HOME: process.env['JAVA_HOME'] };
    try {
      const manager = join(folder, 'manager');
      writeFileSync(manager, `#!/bin/sh\n[ "$(basename "$0")" = java ] && exec ${onPath('java')} "$@"\nexit 8\n`, {
        mode: 0o755,
      });
      symlinkSync(manager, join(folder, 'java'));
      Object.assign(process.env, { PATH: `${folder}:${before.PATH}`, JAVA_HOME: '', JAVA_TOOL_OPTIONS: '-Xmx1k' });
      expect(onPath('java')).toBe(join(folder, 'java'));
      const { file, version } = await findJava();
      expect(file).not.toContain(folder);
      expect(majorVersion(version)).toBeGreaterThanOrEqual(17);
    } finally {
      delete process.env['JAVA_TOOL_OPTIONS'];
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      rmSync(folder, { recursive: true });
    }
  },
);

test('a path with letters beyond ASCII is written as Java reads it', () => {
  expect(serverProperties('/a é\\b', 1, 2)).toContain('log.dirs=/a \\u00e9\\\\b/data\n');
});
