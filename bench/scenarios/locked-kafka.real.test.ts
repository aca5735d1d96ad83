import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGuard } from '../lab/guard.ts';
import { until } from '../lab/until.ts';
import { type LockedKafka, startLockedKafka } from './locked-kafka.ts';
import { modesNamed, openLab } from './with-lab.ts';

const password = () => randomBytes(16).toString('hex');
const users = { lab: password(), stranger: password() };

/** What somebody would set to use a Kafka of their own. This file runs in a process of its own. */
function beKnownAs(address: string, user: string, secret: string): void {
  Object.assign(process.env, { KAFKA_BROKERS: address, KAFKA_TLS: '1', KAFKA_USER: user, KAFKA_PASSWORD: secret });
}

describe.each(modesNamed('streaming-kafka'))('a Kafka with TLS, passwords and access lists, in $name', (mode) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  const guard = startGuard();
  const authorities = getCACertificates('default');
  let kafka: LockedKafka;
  const probe = async () => mode.broker?.probe(kafka.address);

  beforeAll(async () => {
    kafka = await startLockedKafka(join(folder, 'kafka'), users, guard);
    setDefaultCACertificates([...authorities, readFileSync(kafka.certificate, 'utf8')]);
    process.env['NODE_EXTRA_CA_CERTS'] = kafka.certificate; // for the services
    beKnownAs(kafka.address, 'lab', users.lab);
    await until('Kafka can be used', async () => probe().then(() => true), 40_000);
  });

  afterAll(async () => {
    await kafka.stop();
    rmSync(folder, { recursive: true });
    await guard.close();
  });

  test('carries orders for services that are told user and password', async () => {
    await using testLab = await openLab(mode, { brokerUrl: kafka.address });
    const { shop } = testLab;
    const { json } = await shop.place([{ sku: 'TEA-ASSAM', quantity: 1 }]);
    expect((await shop.finished(json.orderId)).status).toBe('confirmed');
    await shop.told(json.orderId);
  });

  test('refuses a wrong password', async () => {
    beKnownAs(kafka.address, 'lab', 'not-the-password');
    await expect(probe()).rejects.toThrow(/authentication failed/i);
  });

  test('lets a user without rights do nothing', async () => {
    beKnownAs(kafka.address, 'stranger', users.stranger);
    const refused = { errors: [expect.objectContaining({ type: 'TOPIC_AUTHORIZATION_FAILED' })] };
    await expect(probe()).rejects.toMatchObject(refused);
  });

  test('is told no password while its certificate is not trusted', async () => {
    beKnownAs(kafka.address, 'lab', users.lab);
    setDefaultCACertificates(authorities);
    await expect(probe()).rejects.toThrow(/self-signed certificate/);
  });
});
