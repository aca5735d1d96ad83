import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BrokerRight } from '../../common/capabilities.ts';
import type { Mode } from '../../common/mode.ts';
import { startGuard } from '../lab/guard.ts';
import { until } from '../lab/until.ts';
import { type LockedKafka, startLockedKafka } from './locked-kafka.ts';
import { modesNamed, openLab } from './with-lab.ts';

const password = () => randomBytes(16).toString('hex');
const operator = 'operator';
const users = ['orders', 'inventory', 'notifications', 'analytics'] as const;
const mode = modesNamed('streaming-kafka')[0] as Mode;
const passwords: Record<string, string> = Object.fromEntries([operator, ...users].map((user) => [user, password()]));
const name = `t${randomBytes(4).toString('hex')}`;
const rights = mode.broker?.rights?.(`${name}.`) ?? [];
const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
const guard = startGuard();
let kafka: LockedKafka;

const as = (user: string) =>
  new kafkajs.Kafka({
    brokers: [kafka.address],
    ssl: true,
    sasl: { mechanism: 'scram-sha-512', username: user, password: passwords[user] ?? '' },
    retry: { retries: 2 },
    logLevel: kafkajs.logLevel.NOTHING,
  });

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
const operations = {
  read: AclOperationTypes.READ,
  write: AclOperationTypes.WRITE,
  describe: AclOperationTypes.DESCRIBE,
};
const entryOf = ({ user, resource, name: resourceName, operation }: BrokerRight): kafkajs.AclEntry => ({
  resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
  resourceName,
  resourcePatternType: ResourcePatternTypes.LITERAL,
  principal: `User:${user}`,
  host: '*',
  operation: operations[operation],
  permissionType: AclPermissionTypes.ALLOW,
});

beforeAll(async () => {
  kafka = await startLockedKafka(join(folder, 'kafka'), passwords, guard);
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(kafka.certificate, 'utf8')]);
  Object.assign(process.env, {
    NODE_EXTRA_CA_CERTS: kafka.certificate,
    KAFKA_BROKERS: kafka.address,
    KAFKA_TLS: '1',
    KAFKA_USER: operator,
    KAFKA_PASSWORD: passwords[operator],
  });
  await until(
    'Kafka can be used',
    () => mode.broker?.probe(kafka.address).then(() => true) ?? Promise.resolve(false),
    40_000,
  );
  const admin = as(operator).admin();
  await admin.connect();
  const topics = [...new Set(rights.filter(({ resource }) => resource === 'topic').map((right) => right.name))];
  await admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions: 1 })), waitForLeaders: true });
  await admin.createAcls({ acl: rights.map(entryOf) });
  await admin.disconnect();
});

afterAll(async () => {
  await kafka.stop();
  rmSync(folder, { recursive: true });
  await guard.close();
});

test('a service that writes where it has no right, or makes a topic, is refused', async () => {
  const producer = as('inventory').producer({ retry: { retries: 0 } });
  await producer.connect();
  const send = (topic: string) => producer.send({ topic, messages: [{ value: '{}' }], acks: -1 });
  await send(`${name}.inventory`);
  await expect(send(`${name}.orders`)).rejects.toThrow(/not authorized/i);
  await producer.disconnect();
  const admin = as('orders').admin();
  await admin.connect();
  await expect(admin.createTopics({ topics: [{ topic: `${name}.mine` }] })).rejects.toThrow();
  await admin.disconnect();
});

test('each service does its work as a user of its own', async () => {
  const known = (user: string) => ({
    LAB_TOPOLOGY: 'expect',
    KAFKA_USER: user,
    KAFKA_PASSWORD: passwords[user] ?? '',
  });
  const firstLife = Object.fromEntries(users.map((user) => [user, known(user)]));
  await using testLab = await openLab(mode, { brokerUrl: kafka.address, name, firstLife });
  const { shop, lab } = testLab;
  const { json } = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
  expect((await shop.finished(json.orderId)).status).toBe('confirmed');
  await shop.told(json.orderId);
  await until('analytics has counted the order', async () => {
    const answer = await fetch(`${lab.urls['analytics']}/metrics.json`);
    return ((await answer.json()) as { confirmed: number }).confirmed === 1;
  });
});
