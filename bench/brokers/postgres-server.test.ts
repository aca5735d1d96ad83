import { networkInterfaces } from 'node:os';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { startPostgresql } from './postgresql.ts';
import { refuseOther } from './postgresql-install.ts';

/** The PostgreSQL that the lab starts, as it runs for these tests. */
const url = () => new URL(inject('storeUrl') ?? '');

async function connectsTo(address: URL): Promise<void> {
  const client = new pg.Client({ connectionString: address.href, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}

test('it listens on loopback alone, and lets nobody in without its password', async () => {
  await connectsTo(url());
  await expect(connectsTo(Object.assign(url(), { password: 'another' }))).rejects.toThrow(/password authentication/);
  await expect(connectsTo(Object.assign(url(), { password: '' }))).rejects.toThrow();
  const outside = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  for (const { address, family, internal } of outside) {
    if (internal || family !== 'IPv4') continue;
    await expect(connectsTo(Object.assign(url(), { hostname: address }))).rejects.toThrow(/ECONNREFUSED|timeout/);
  }
});

test('another content than expected is refused', () => {
  expect(() => refuseOther('it', Buffer.from('other'), 'sha512-AAAA')).toThrow(/it is not what was tried here/);
});

test('STORE_URL of another scheme is refused, and no password repeated', async () => {
  const before = process.env['STORE_URL'];
  process.env['STORE_URL'] = 'mysql://lab:secret@127.0.0.1/lab';
  const starting = startPostgresql('page-cache', undefined as never);
  const refusal = await starting.catch((error: Error) => error.message);
  if (before === undefined) delete process.env['STORE_URL'];
  else process.env['STORE_URL'] = before;
  expect(refusal).toBe('STORE_URL: expected postgres://user:password@host:port/database, got mysql://…');
});
