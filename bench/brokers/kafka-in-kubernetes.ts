import { z } from 'zod';
import { readSettings } from '../../common/base/config.ts';
import type { BrokerRight } from '../../common/capabilities.ts';
import type { Mode } from '../../common/mode.ts';
import { serviceNames } from '../../common/workflow/message-table.ts';
import { BENCH, BROKER, credentials, type InKubernetes, type Manifest } from './in-kubernetes.ts';

const PORT = 9093;
const REPLICAS = 3;
const apiVersion = 'kafka.strimzi.io/v1';
const labels = { 'strimzi.io/cluster': BROKER };
const metadata = (name: string) => ({ name, labels });

/** What Strimzi makes beside a cluster and a user: the authority of its certificates, and the user's password. */
const secretsFor = (user: string) => ({ [BROKER]: user, 'broker-ca': `${BROKER}-cluster-ca-cert` });

const envFor = (user: string) => ({
  KAFKA_BROKERS: `${BROKER}-kafka-bootstrap:${PORT}`,
  KAFKA_TLS: '1',
  KAFKA_USER: user,
  KAFKA_PASSWORD_FILE: `${credentials}/${BROKER}/password`,
  NODE_EXTRA_CA_CERTS: `${credentials}/broker-ca/ca.crt`,
});

/** A user for each service with no more than it needs, so topics are made beforehand. */
export const kafkaInKubernetes: InKubernetes = {
  pods: labels,
  port: PORT,
  access: (user) => ({ env: { ...envFor(user), LAB_TOPOLOGY: 'expect' }, secrets: secretsFor(user) }),
  benchAccess: () => ({
    env: Object.entries(envFor(BENCH)).map(([name, value]) => ({ name, value })),
    secrets: secretsFor(BENCH),
  }),
  resources: (mode) => [...topicsOf(mode), ...usersOf(mode.broker?.rights?.('') ?? []), benchUser],
};

/** What the AsyncAPI document of a mode says of its topics. */
const Topics = z.object({
  channels: z.record(
    z.string(),
    z.object({ bindings: z.object({ kafka: z.object({ topic: z.string(), partitions: z.number() }) }) }),
  ),
});

const topicsOf = (mode: Mode): Manifest[] =>
  Object.values(Topics.parse(mode.asyncapi?.(readSettings({ LAB_DATA_DIR: '.' }))).channels).map(
    ({ bindings: { kafka } }) => ({
      apiVersion,
      kind: 'KafkaTopic',
      metadata: metadata(kafka.topic),
      spec: { partitions: kafka.partitions, replicas: REPLICAS, config: { 'min.insync.replicas': REPLICAS - 1 } },
    }),
  );

function usersOf(rights: BrokerRight[]): Manifest[] {
  const users = Map.groupBy(rights, ({ user }) => user);
  return Array.from(users, ([role, own]) => user(serviceNames[role], aclsOf(own)));
}

/** One entry a resource, with all that may be done to it. */
function aclsOf(rights: BrokerRight[]) {
  const resources = Map.groupBy(rights, ({ resource, name }) => `${resource} ${name}`);
  return Array.from(resources.values(), (same) => {
    const [{ resource, name }] = same as [BrokerRight, ...BrokerRight[]];
    const operations = [...new Set(same.map(({ operation }) => operationNames[operation]))];
    return { resource: { type: resource, name, patternType: 'literal' }, operations };
  });
}

const operationNames: Record<BrokerRight['operation'], string> = { read: 'Read', write: 'Write', describe: 'Describe' };

const user = (name: string, acls: unknown[]): Manifest => ({
  apiVersion,
  kind: 'KafkaUser',
  metadata: metadata(name),
  spec: { authentication: { type: 'scram-sha-512' }, authorization: { type: 'simple', acls } },
});

/** The bench makes topics and groups of random names, and removes them. */
const benchUser = user(
  BENCH,
  ['topic', 'group'].map((type) => ({
    resource: { type, name: '*', patternType: 'literal' },
    operations: ['All'],
  })),
);
