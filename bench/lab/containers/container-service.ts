import { execa, execaSync } from 'execa';
import type { End, Service } from '../service-process.ts';
import type { Container, Stack } from './stack.ts';

const GRACE_SECONDS = 15;

/** One service of a mode as a container. Its pid is that of its first process, as the engine tells it. */
export class ContainerService implements Service {
  readonly #stack: Stack;
  readonly #name: string;
  #now: Container;
  readonly ends: End[] = [];

  private constructor(stack: Stack, now: Container) {
    this.#stack = stack;
    this.#name = now.service;
    this.#now = now;
  }

  /** Of a container that is there already. */
  static async of(stack: Stack, name: string): Promise<ContainerService> {
    return new ContainerService(stack, await stack.container(name));
  }

  get id(): string {
    return this.#now.id;
  }

  get pid(): number | null {
    return this.#now.pid;
  }

  async start(extra: Record<string, string> = {}): Promise<void> {
    if (Object.keys(extra).length > 0) throw new Error('A container keeps its environment for life.');
    await this.#ask('start');
  }

  /** It stays down until `start`: the engine takes this for the wish of its operator. */
  async kill(): Promise<number | null> {
    const { pid } = this;
    await this.#ask('kill');
    this.ends.push({ pid, signal: 'SIGKILL', code: null, asked: true });
    return pid;
  }

  async stop(): Promise<void> {
    const { pid } = this;
    await this.#ask('stop', '-t', String(GRACE_SECONDS));
    this.ends.push({ pid, signal: null, code: this.#now.exitCode, asked: true });
  }

  async suspend(): Promise<void> {
    await this.#ask('pause');
  }

  async resume(): Promise<void> {
    await this.#ask('unpause');
  }

  async suspended(): Promise<string | null> {
    await this.#look();
    return this.#now.paused ? `the container with pid ${this.pid} was paused` : null;
  }

  logTail(lines = 12): string {
    const { all } = execaSync('docker', ['logs', '--tail', String(lines), this.id], { all: true, reject: false });
    return all;
  }

  /** Off every network it is on; resolves with those it was on before and is not on now. */
  async disconnect(): Promise<string[]> {
    await this.#look();
    const before = this.#now.networks;
    for (const network of before) await execa('docker', ['network', 'disconnect', network, this.id]);
    await this.#look();
    return before.filter((network) => !this.#now.networks.includes(network));
  }

  /** On these networks again, under the name that the others call it by; resolves with those it is on now. */
  async connect(networks: readonly string[]): Promise<string[]> {
    for (const network of networks) {
      await execa('docker', ['network', 'connect', '--alias', this.#name, network, this.id]);
    }
    await this.#look();
    return this.#now.networks;
  }

  async #ask(...args: string[]): Promise<void> {
    await execa('docker', [...args, this.id]);
    await this.#look();
  }

  async #look(): Promise<void> {
    this.#now = await this.#stack.container(this.#name);
  }
}
