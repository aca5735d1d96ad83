import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { seededRandom } from '../../measure/random.ts';
import { Connection } from './connection.ts';
import { paceOf } from './pace.ts';
import { type ActiveToxic, activate, type Toll, type Toxic } from './toxic.ts';

const HOST = '127.0.0.1';

/** Where connections of a link are taken to. */
export interface Target {
  host: string;
  port: number;
}

/** Whether a connection of our own is refused: the proof that nobody listens. */
const isRefused = (at: Target): Promise<boolean> =>
  new Promise((answer) => {
    const probe = connect(at);
    probe.once('error', (error: NodeJS.ErrnoException) => answer(error.code === 'ECONNREFUSED'));
    probe.once('connect', () => {
      probe.destroy();
      answer(false);
    });
  });

/**
 * One link: listens on loopback, carries every connection to its target, and does to them what its toxics say.
 *
 *   caller ─▶ listener ─▶ Connection ─▶ target
 */
export class LinkProxy {
  readonly #seed: number;
  readonly #name: string;
  readonly #connections = new Set<Connection>();
  /** By the fault that put them there. */
  readonly #active = new Map<string, ActiveToxic>();
  readonly #pace;
  #server: Server | null = null;
  #at: Target;
  #target: Target | null = null;

  /** `at`: where it listens; absent: on a free port of 127.0.0.1. */
  constructor(name: string, seed: number, at: Target = { host: HOST, port: 0 }) {
    this.#name = name;
    this.#seed = seed;
    this.#at = at;
    this.#pace = paceOf(() => this.#active.values(), seededRandom(seed, `jitter ${name}`));
  }

  async open(): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server = server;
    server.listen(onLoopback(this.#at));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    this.#at = { ...this.#at, port };
    return port;
  }

  pointAt(target: Target): void {
    this.#target = target;
  }

  async add(owner: string, toxic: Toxic): Promise<void> {
    const random = seededRandom(this.#seed, `${owner} ${this.#name}`);
    const active = activate(toxic, random, () => performance.now());
    this.#active.set(owner, active);
    if (toxic.kind !== 'refuse') return;
    this.#server?.close();
    this.#server = null;
    active.toll.hits += reset([...this.#connections]);
    if (await isRefused(this.#at)) active.toll.hits++;
  }

  /** What a toxic did so far. */
  count(owner: string): Toll | null {
    return this.#active.get(owner)?.toll ?? null;
  }

  /** Takes a toxic away and tells what it did; null when there was none. */
  async remove(owner: string): Promise<Toll | null> {
    const active = this.#active.get(owner);
    this.#active.delete(owner);
    if (!this.#server) await this.open();
    return active ? { ...active.toll, ...(active.held && { held: active.held.encode() }) } : null;
  }

  /** RST to those that lost something, so that both ends begin anew. */
  resetDeaf(): void {
    reset([...this.#connections].filter(({ isDeaf }) => isDeaf));
  }

  close(): void {
    this.#server?.close();
    reset([...this.#connections]);
  }

  #accept(client: Socket): void {
    client.on('error', () => {}); // whoever is concerned listens as well
    const hit = [...this.#active.values()].some(
      ({ toxic, strikes }) => toxic.kind === 'reset-before' && !toxic.oncePerCall && strikes(),
    );
    if (hit || !this.#target) return void client.resetAndDestroy();
    const upstream = connect({ ...this.#target, allowHalfOpen: true });
    const surroundings = { active: () => this.#active.values(), pace: this.#pace };
    const connection = new Connection(client, upstream, surroundings, () => this.#connections.delete(connection));
    this.#connections.add(connection);
  }
}

/** Whatever a line stands for, nobody outside of this machine can reach it. */
function onLoopback(at: Target): Target {
  if (!at.host.startsWith('127.')) throw new Error(`expected a line to listen on loopback, got ${at.host}`);
  return at;
}

function reset(open: readonly Connection[]): number {
  for (const connection of open) connection.reset();
  return open.length;
}
