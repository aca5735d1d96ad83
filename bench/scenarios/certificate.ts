import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Makes a key and a certificate for 127.0.0.1 that nobody has signed but itself, as PEM files in this folder. */
export function selfSigned(folder: string): { key: string; cert: string } {
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const kind = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1'];
  const whose = ['-subj', '/CN=lab', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', ...kind, ...whose, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key, cert };
}
