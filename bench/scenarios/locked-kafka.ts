import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Guard } from '../brokers/broker.ts';
import { findJava } from '../brokers/java.ts';
import { log4jProperties, QUICK_JVM, randomClusterId, serverProperties } from '../brokers/kafka-config.ts';
import { obtainKafka } from '../brokers/kafka-install.ts';
import { startManaged } from '../brokers/managed-process.ts';
import { toolPath } from '../brokers/on-path.ts';
import { loopbackPorts } from '../brokers/ports.ts';
import { runTool } from '../brokers/run-tool.ts';
import { selfSigned } from './certificate.ts';

/** A Kafka that speaks TLS alone, asks for a password, and lets nobody but `users[0]` do anything. */
export interface LockedKafka {
  /** `host:port`. */
  address: string;
  /** A file with the certificate to trust. */
  certificate: string;
  stop(): Promise<void>;
}

/** Starts it in this folder; `users` are names with their passwords. It may take a moment until it answers. */
export async function startLockedKafka(
  folder: string,
  users: Record<string, string>,
  guard: Guard,
): Promise<LockedKafka> {
  mkdirSync(join(folder, 'data'), { recursive: true, mode: 0o700 });
  const [port = 0, controllerPort = 0] = await loopbackPorts(2);
  const { key, cert } = selfSigned(folder);
  const identity = join(folder, 'identity.pem');
  writeFileSync(identity, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'), { mode: 0o600 });
  const [[master, secret] = ['', '']] = Object.entries(users);
  const login = `org.apache.kafka.common.security.scram.ScramLoginModule required username="${master}" password="${secret}";`;
  const locks = {
    listeners: `SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `SASL_SSL://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'SASL_SSL',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': login,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': identity,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': cert,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${master};User:ANONYMOUS`, // the latter is the controller, on a port of its own
  };
  const lines = Object.entries(locks).map(([name, value]) => `${name}=${value}\n`);
  const [properties, logging] = [join(folder, 'server.properties'), join(folder, 'log4j2.properties')];
  writeFileSync(properties, serverProperties(folder, port, controllerPort) + lines.join(''), { mode: 0o600 });
  writeFileSync(logging, log4jProperties());
  const java = await findJava();
  const kafka = await obtainKafka({ say: () => {}, guard });
  const flags = ['-XX:-UsePerfData', `-Dlog4j2.configurationFile=${logging}`, '-cp', `${kafka.folder}/libs/*`];
  const scram = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const format = ['kafka.tools.StorageTool', 'format', '-t', randomClusterId(), '-c', properties, ...scram];
  await runTool(java.file, [...flags, ...format], { guard });
  const command = {
    file: java.file,
    args: [...QUICK_JVM, ...flags, 'kafka.Kafka', properties],
    env: { PATH: toolPath() },
  };
  const running = await startManaged(command, join(folder, 'kafka.log'), guard);
  return { address: `127.0.0.1:${port}`, certificate: cert, stop: () => running.kill() };
}
