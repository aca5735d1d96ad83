import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, inject, onTestFinished, test } from 'vitest';
import { probe } from '../operate.ts';

/** A certificate for 127.0.0.1 that nobody has signed but itself. */
function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  const whose = ['-subj', '/CN=lab', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync('openssl', ['req', ...kind, ...whose, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The tests' RabbitMQ behind TLS, as a load balancer would put it there. */
async function brokerBehindTls(identity: { key: string; cert: string }) {
  const broker = new URL(inject('brokers').rabbitmq);
  let decrypted = 0;
  const front = createServer(identity, (client) => {
    const upstream = connect(Number(broker.port), broker.hostname);
    client.on('data', (piece: Buffer) => (decrypted += piece.length));
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.pipe(upstream).pipe(client);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  onTestFinished(() => void front.close());
  const url = new URL(broker);
  url.protocol = 'amqps:';
  url.port = String((front.address() as AddressInfo).port);
  return { url: url.href, decrypted: () => decrypted };
}

test('a broker behind TLS is used once its certificate is trusted; before that it is told nothing, no password', async () => {
  const identity = selfSigned();
  const { url, decrypted } = await brokerBehindTls(identity);
  await expect(probe(url)).rejects.toThrow(/self-signed certificate/);
  expect(decrypted()).toBe(0);

  const trusted = getCACertificates('default');
  onTestFinished(() => setDefaultCACertificates(trusted));
  setDefaultCACertificates([...trusted, identity.cert]);
  await probe(url);
  expect(decrypted()).toBeGreaterThan(0);
});
