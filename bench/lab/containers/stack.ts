import { execa } from 'execa';
import { until } from '../until.ts';
import type { ComposeCommand } from './compose-command.ts';

/** One container of a stack, as the engine tells of it. */
export interface Container {
  service: string;
  id: string;
  state: string;
  /** healthy, unhealthy, starting; null where nothing is probed. */
  health: string | null;
  exitCode: number;
  restarts: number;
  /** Of its first process, as the engine's kernel knows it; null while it does not run. */
  pid: number | null;
  paused: boolean;
  /** The networks it is on. */
  networks: string[];
  /** `host:port` on this machine that lead into it. */
  published: string[];
}

interface Inspected {
  Id: string;
  RestartCount: number;
  Config: { Labels: Record<string, string> };
  State: { Status: string; ExitCode: number; Pid: number; Paused: boolean; Health?: { Status: string } };
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null>;
    Networks: Record<string, unknown>;
  };
}

const HEALTHY_MS = 180_000;
const SIGKILLED = 137;
/** Also what runs only when it is asked for by name. */
const everything = ['--profile', 'monitoring'];

/** The containers of one mode's docker-compose.yml, under a project name of their own, so that nobody's data is met. */
export class Stack {
  readonly project: string;
  readonly #command: ComposeCommand;
  readonly #folder: string;
  readonly #env: Record<string, string>;
  readonly #signal: AbortSignal;
  readonly #files: string[];
  #starting: Promise<unknown> = Promise.resolve();

  constructor(options: {
    command: ComposeCommand;
    folder: string;
    project: string;
    env: Record<string, string>;
    signal: AbortSignal;
    /** In place of docker-compose.yml alone. */
    files?: string[];
  }) {
    this.#command = options.command;
    this.#folder = options.folder;
    this.project = options.project;
    this.#env = options.env;
    this.#signal = options.signal;
    this.#files = options.files ?? [];
  }

  /** As somebody would start it. */
  async up(): Promise<void> {
    await this.build();
    await this.start();
  }

  /** The images of these services, if anything of them changed: that which our services share, unless others are named. */
  async build(...services: string[]): Promise<void> {
    await this.#compose(['build', ...(services.length > 0 ? services : ['order-service'])], this.#signal);
  }

  /** Starts everything, or these services alone with what they depend on. */
  async start(...services: string[]): Promise<void> {
    this.#starting = this.#compose(['up', '-d', ...services], this.#signal);
    await this.#starting;
  }

  /** Waits until every service that is probed is healthy, and those that run once have succeeded. */
  async healthy(): Promise<Container[]> {
    return until(
      `every container of ${this.project} is healthy`,
      async () => {
        const containers = await this.containers();
        const bad = containers.filter(
          ({ state, health, exitCode }) => !(health === 'healthy' || (state === 'exited' && exitCode === 0)),
        );
        if (containers.length === 0 || bad.length > 0) {
          throw new Error(bad.map(({ service, state, health }) => `${service} is ${health ?? state}`).join(', '));
        }
        return containers;
      },
      HEALTHY_MS,
    );
  }

  async containers(): Promise<Container[]> {
    const label = `label=com.docker.compose.project=${this.project}`;
    const ids = (await execa('docker', ['ps', '-aq', '--filter', label])).stdout.split('\n').filter(Boolean);
    if (ids.length === 0) return [];
    const inspected = JSON.parse((await execa('docker', ['inspect', ...ids])).stdout) as Inspected[];
    return inspected.map(({ Id, RestartCount, Config, State, NetworkSettings }) => ({
      service: Config.Labels['com.docker.compose.service'] ?? '',
      id: Id,
      state: State.Status,
      health: State.Health?.Status ?? null,
      exitCode: State.ExitCode,
      restarts: RestartCount,
      pid: State.Pid || null,
      paused: State.Paused,
      networks: Object.keys(NetworkSettings.Networks),
      published: Object.values(NetworkSettings.Ports)
        .flatMap((bindings) => bindings ?? [])
        .map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`),
    }));
  }

  /** The one of this service. */
  async container(service: string): Promise<Container> {
    const found = (await this.containers()).find((one) => one.service === service);
    if (!found) throw new Error(`${this.project} has no ${service}.`);
    return found;
  }

  /**
   * SIGKILL to everything a container runs, from within: `docker kill` would count as a wish, and the restart policy
   * would leave it down. Resolves, when the engine has started it again, with what proves that.
   */
  async killProcess(service: string): Promise<string> {
    const find = () => this.container(service);
    const { id, restarts } = await find();
    await execa('docker', ['exec', id, 'sh', '-c', 'kill -9 -1'], { reject: false }); // its own shell dies, too
    return until(`${service} is started again`, async () => {
      const now = await find();
      return now.restarts > restarts && `the engine restarted ${service} (restart count ${restarts} → ${now.restarts})`;
    });
  }

  /**
   * SIGKILL to a container by the engine, which takes that for the wish of its operator and leaves it down; started again
   * when `during` is over. Resolves with what proves it.
   */
  async killContainer(service: string, during: () => Promise<void>): Promise<string> {
    const before = await this.container(service);
    await execa('docker', ['kill', before.id]);
    const dead = await this.container(service);
    await during();
    await execa('docker', ['start', before.id]);
    const after = await this.container(service);
    const happened = dead.exitCode === SIGKILLED && after.pid !== before.pid;
    return happened ? `docker kill of ${service}: pid ${before.pid}, then ${after.pid}` : '';
  }

  /** The end of what every container said, for the person who must find out. */
  async logs(): Promise<string> {
    return this.#compose(['logs', '--tail', '20']).catch((error: unknown) => String(error));
  }

  /** Asks every container to end. Throws with those that had to be killed because they took too long. */
  async stop(): Promise<void> {
    await this.#compose([...everything, 'stop'], this.#signal);
    const killed = (await this.containers()).filter(({ exitCode }) => exitCode === SIGKILLED);
    if (killed.length > 0) throw new Error(`had to be killed: ${killed.map(({ service }) => service).join(', ')}`);
  }

  /** Removes containers, networks and volumes, also of a start that was interrupted. */
  async down(): Promise<void> {
    await this.#starting.catch(() => {}); // what it was about to make is made by now
    await this.#compose([...everything, 'down', '--volumes', '--remove-orphans', '--timeout', '15']);
  }

  /** In a process group of its own: Ctrl-C is for the test, which takes down what it started. */
  async #compose(args: string[], cancelSignal?: AbortSignal): Promise<string> {
    const { file, args: first } = this.#command;
    const files = this.#files.flatMap((name) => ['-f', name]);
    const { all } = await execa(file, [...first, '-p', this.project, ...files, ...args], {
      cwd: this.#folder,
      env: this.#env,
      all: true,
      stdin: 'ignore',
      detached: true,
      ...(cancelSignal && { cancelSignal }),
    });
    return all;
  }
}
