import { createPublicKey } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PublicKeys } from '../../../common/contracts/customers.ts';
import type { Role } from '../../../common/mode.ts';
import { keysPolicy } from '../../../common/tokens/token-policy.ts';
import type { Guard } from '../../brokers/broker.ts';
import { startManaged } from '../../brokers/managed-process.ts';
import { askedAt } from '../asked-at.ts';
import type { Lab } from '../lab.ts';
import { portsFor } from '../lab-ports.ts';
import { request } from '../request.ts';
import { obtainHaproxy } from './haproxy-install.ts';

/** As it stands in containers, too. */
const configuration = fileURLToPath(new URL('../../../common/gateway/haproxy.cfg', import.meta.url));

/** After the first port of a mode: behind all that it may have besides, before those of the next one, and one that browsers open. */
export const GATEWAY_PORT = 95;

/** Whom the door leads to; a mode without one of them has an empty backend, which is never ready. */
export const backends = ['orders', 'inventory', 'payments', 'notifications', 'customers', 'analytics'] as const;

interface GatewayOptions {
  /** Where it listens. */
  url: string;
  /** Every process of every role, and the customers service where there is one. */
  services: readonly { role: Role | 'customers'; url: string }[];
  /** Of the customers service: then callers must show a token. */
  tokensFrom?: string | undefined;
  /** Requests of one customer, or address, in ten seconds. */
  rate?: number;
  dataFolder: string;
  guard: Guard;
  say: (line: string) => void;
}

export interface Gateway {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  logTail(): Promise<string>;
  stop(): Promise<void>;
}

/** Unlimited for a bench, whose generator is one address; a shop would say less. */
const RATE = 1_000_000;
/** Requests that a shop's gateway lets one customer, or address, have in ten seconds; in containers it is the default. */
export const SHOP_RATE = 1000;
const MOST_CONNECTIONS = 8192;
const READY_DEADLINE_MS = 15_000;
const LOOK_EVERY_MS = 30;

/** What HAProxy ends with at once: among others where somebody has taken its port meanwhile. */
class EndedAtOnce extends Error {}
/** A free port may be the next one of somebody who connects. */
const PORTS_TRIED = 3;

/** In front of a lab that is ready; `port`: absent: a free one. Whoever starts it ends it. */
export async function gatewayOf(
  { instances, urls: { customers }, running }: Pick<Lab, 'instances' | 'urls' | 'running'>,
  { port, ...options }: Pick<GatewayOptions, 'guard' | 'say' | 'rate'> & { port?: number | undefined },
): Promise<Gateway> {
  const { LAB_HOST: host } = running.settings;
  const services = [...instances, ...(customers ? [{ role: 'customers' as const, url: customers }] : [])];
  for (let left = port === undefined ? PORTS_TRIED : 1; ; left--) {
    const [chosen = 0] = await portsFor(1, { LAB_HOST: host }, port);
    const url = `http://${askedAt(host)}:${chosen}`;
    try {
      return await startGateway({ ...options, url, services, tokensFrom: customers, dataFolder: running.dataFolder });
    } catch (error) {
      if (!(error instanceof EndedAtOnce) || left === 1) throw error;
    }
  }
}

/** HAProxy in front of services that are ready. Rejects with what to do where it cannot be had. */
async function startGateway({ guard, say, ...options }: GatewayOptions): Promise<Gateway> {
  const { url, services, tokensFrom, rate = RATE, dataFolder } = options;
  const { file, env, version } = await obtainHaproxy({ say, guard });
  const backendsFile = join(dataFolder, 'gateway-backends.cfg');
  await writeFile(backendsFile, backendsOf(services), { mode: 0o600 });
  const { host } = new URL(url);
  const told = {
    GATEWAY_BIND: host,
    GATEWAY_MOST: String(MOST_CONNECTIONS),
    GATEWAY_RATE: String(rate),
    ...(tokensFrom !== undefined && { GATEWAY_TOKENS: '1', ...(await signingKey(tokensFrom, dataFolder)) }),
  };
  const logFile = join(dataFolder, 'gateway.log');
  const args = ['-db', '-f', configuration, '-f', backendsFile];
  const running = await startManaged({ file, args, env: { ...env, ...told } }, logFile, guard);
  const logTail = async () => (await readFile(logFile, 'utf8').catch(() => '')).split('\n').slice(-12).join('\n');
  const deadline = performance.now() + READY_DEADLINE_MS;
  const isReady = () =>
    request(`${url}/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  while (!(await isReady())) {
    if (running.ended() === null && performance.now() < deadline) await setTimeout(LOOK_EVERY_MS);
    else {
      const ended = running.ended();
      await running.kill();
      const Kind = ended === null ? Error : EndedAtOnce;
      throw new Kind(`The gateway is not ready (${ended ?? 'in time'}): ${(await logTail()).trim()}`);
    }
  }
  // Nothing is under way that it would have to wait for: orders are with the services.
  return { url, pid: running.pid, version, logTail, stop: () => running.terminate(running.pid, 'SIGUSR1') };
}

/** A backend for each of them, with a server for each process. */
function backendsOf(services: GatewayOptions['services']): string {
  return backends
    .map((backend) => {
      const servers = services
        .filter(({ role }) => role === backend)
        .map(({ url }, index) => `  server ${backend}-${index + 1} ${new URL(url).host}\n`);
      return `backend ${backend}\n${servers.join('')}`;
    })
    .join('\n');
}

/** The key that signs now, as a file of its own: the gateway checks what it has signed, and leaves others to the services. */
async function signingKey(customers: string, folder: string): Promise<Record<string, string>> {
  const [key] = PublicKeys.parse((await request(customers + keysPolicy.path)).json).keys;
  if (!key) return {};
  const file = join(folder, 'gateway-key.pem');
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  await writeFile(file, pem, { mode: 0o600 });
  return { GATEWAY_KID: key.kid, GATEWAY_KEY: file };
}
