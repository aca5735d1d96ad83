import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, kafkaAccess, readSettings } from './config.ts';

const needed = { LAB_DATA_DIR: '/nowhere' };
const refusal = (env: Record<string, string>) => {
  try {
    readSettings({ ...needed, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
};

test('every setting but the data folder has a default', () => {
  expect(readSettings(needed)).toMatchObject({ LAB_HOST: '127.0.0.1', LAB_PORT: 0, LAB_WITHOUT: [] });
  expect(() => readSettings({})).toThrow(/LAB_DATA_DIR/);
});

test('an unknown LAB_ setting is refused by name, with those that exist', () => {
  expect(refusal({ LAB_PREFECH: '1' })).toMatch(/LAB_PREFECH.*LAB_PREFETCH/s);
});

test('what is not ours is left alone', () => {
  expect(() => readSettings({ ...needed, PATH: '/bin', NODE_ENV: 'test' })).not.toThrow();
});

test.each([
  ['LAB_PORT', '65536'],
  ['LAB_PORT', 'http'],
  ['LAB_DURABILITY', 'memory'],
  ['LAB_WITHOUT', 'outbox,seatbelt'],
  ['LAB_NAMESPACE', 'Two Words'],
  ['LAB_CONFIRM_TIMEOUT_MS', '0'],
  ['LAB_BATCH', '0'], // a group commit of nothing would never end
  ['LAB_PREFETCH', '0'], // RabbitMQ takes 0 for no limit
  ['LAB_POOL_SIZE', '1.5'],
  ['LAB_CRASH_POINT', 'before-lunch'],
  ['INVENTORY_URL', 'nowhere'],
])('%s=%s is refused by name', (name, value) => {
  expect(refusal({ [name]: value })).toContain(name);
});

test('a refused choice names the accepted values', () => {
  expect(refusal({ LAB_DURABILITY: 'memory' })).toMatch(/page-cache.*fsync/);
});

test('an empty value is no value', () => {
  expect(readSettings({ ...needed, LAB_PORT: '', LAB_WITHOUT: '' })).toMatchObject({ LAB_PORT: 0, LAB_WITHOUT: [] });
});

test('a refusal does not repeat a secret', () => {
  expect(refusal({ AMQP_URL: 'amqp://lab:s3cret@127.0.0.1', LAB_PORT: 'x' })).not.toContain('s3cret');
});

test('a user of Kafka needs a password, a password a user', () => {
  expect(refusal({ KAFKA_USER: 'lab' })).toMatch(/KAFKA_USER.*KAFKA_PASSWORD/);
  expect(refusal({ KAFKA_PASSWORD: 's3cret' })).not.toContain('s3cret');
  expect(readSettings({ ...needed, KAFKA_USER: 'lab', KAFKA_PASSWORD: 's3cret' })).toMatchObject({ KAFKA_USER: 'lab' });
});

test('an order through the broker shows no token: it cannot be had where tokens are asked for', () => {
  const both = { LAB_REQUESTS: '1', CUSTOMERS_URL: 'http://127.0.0.1:1' };
  expect(refusal(both)).toMatch(/LAB_REQUESTS and CUSTOMERS_URL/);
  expect(readSettings({ ...needed, ...both, LAB_REQUESTS: '0' })).toMatchObject({ LAB_REQUESTS: false });
});

test('who we are is told to a Kafka that the environment names, and not to one of ours', () => {
  const who = { KAFKA_TLS: '1', KAFKA_USER: 'lab', KAFKA_PASSWORD_FILE: '/run/secret' };
  expect(kafkaAccess({ ...who, KAFKA_BROKERS: 'kafka.example:9093', PATH: '/bin' })).toEqual(who);
  expect(kafkaAccess(who)).toEqual({});
});

test('the URL of RabbitMQ and the password of Kafka can come from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-test-'));
  try {
    await writeFile(join(folder, 'url'), 'amqp://lab:secret@127.0.0.1\n');
    expect(readSettings({ ...needed, AMQP_URL_FILE: join(folder, 'url') }).AMQP_URL).toBe(
      'amqp://lab:secret@127.0.0.1',
    );
    expect(refusal({ AMQP_URL_FILE: join(folder, 'missing') })).toContain('AMQP_URL_FILE');
    const kafka = readSettings({ ...needed, KAFKA_USER: 'lab', KAFKA_PASSWORD_FILE: join(folder, 'url') });
    expect(kafka.KAFKA_PASSWORD).toBe('amqp://lab:secret@127.0.0.1');
  } finally {
    await rm(folder, { recursive: true });
  }
});
