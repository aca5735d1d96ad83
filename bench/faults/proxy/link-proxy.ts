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
const isRefused = (port: number): Promise<boolean> =>
  new Promise((answer) => {
    const probe = connect({ host: HOST, port });
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
  #port = 0;
  #target: Target | null = null;

  constructor(name: string, seed: number) {
    this.#name = name;
    this.#seed = seed;
    this.#pace = paceOf(() => this.#active.values(), seededRandom(seed, `jitter ${name}`));
  }

  async open(): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server = server;
    server.listen({ host: HOST, port: this.#port });
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    return this.#port;
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
    active.toll.hits += this.#resetAll();
    if (await isRefused(this.#port)) active.toll.hits++;
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

  close(): void {
    this.#server?.close();
    this.#resetAll();
  }

  #resetAll(): number {
    const open = [...this.#connections];
    for (const connection of open) connection.reset();
    return open.length;
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
