import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { growingWaitMs } from '../../common/base/growing-wait.ts';
import type { ServiceSpec } from '../../common/mode.ts';
import type { Guard } from '../brokers/broker.ts';
import { nodeFlags } from './node-flags.ts';

const STOP_DEADLINE_MS = 11_000;
const restartPolicy = { firstWaitMs: 100, longestWaitMs: 5000 };
/** A life at least this long was no failed start: it clears the record of earlier deaths. */
const LONG_LIFE_MS = 1500;

export interface ServiceOptions {
  spec: Pick<ServiceSpec, 'name' | 'entry'>;
  env: Record<string, string>;
  logFile: string;
  guard: Guard;
  say: (line: string) => void;
  /** `tsx watch` instead of node: a change of its source restarts it. */
  watch: boolean;
}

/** How one life of a service ended. `asked`: by this lab. */
export interface End {
  pid: number | null;
  signal: NodeJS.Signals | null;
  code: number | null;
  asked: boolean;
}

/** One service as a process of its own: started, watched, killed, suspended, and started again when it dies. */
export class ServiceProcess {
  readonly #options: ServiceOptions;
  #child: ChildProcess | null = null;
  /** Whether it should be running: then an end is an accident, and it is started again. */
  #wanted = false;
  #deaths = 0;
  /** Every life that ended, oldest first. */
  readonly ends: End[] = [];

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Extra environment goes to this one life only, not to a restart: a crash point fires once. */
  start(extra: Record<string, string> = {}): void {
    if (this.#child) return;
    this.#wanted = true;
    const { spec, env, logFile, guard, watch } = this.#options;
    const log = openSync(logFile, 'a', 0o600);
    const entry = fileURLToPath(spec.entry);
    const command = watch ? ['node_modules/tsx/dist/cli.mjs', 'watch', '--clear-screen=false', entry] : [entry];
    const child = spawn(process.execPath, [...nodeFlags, ...command], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...env, ...extra },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true, // a session of its own: Ctrl-C in the terminal is for the lab, which ends services in order
    });
    closeSync(log);
    this.#child = child;
    if (child.pid) guard.pid(child.pid);
    const born = Date.now();
    child.once('exit', (code, signal) => {
      if (child.pid) guard.forget(child.pid);
      this.#child = null;
      this.ends.push({ pid: child.pid ?? null, signal, code, asked: !this.#wanted });
      if (!this.#wanted) return;
      this.#deaths = Date.now() - born > LONG_LIFE_MS ? 1 : this.#deaths + 1;
      const waitMs = growingWaitMs(restartPolicy, this.#deaths);
      this.#options.say(`${spec.name} ended (${signal ?? `exit code ${code}`}), starting it again in ${waitMs} ms`);
      void setTimeout(waitMs).then(() => this.#wanted && this.start());
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async suspend(): Promise<void> {
    this.signal('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.signal('SIGCONT');
  }

  /** By the state that the kernel gives of it: Linux, the letter after the name in /proc/<pid>/stat. */
  async suspended(): Promise<string | null> {
    if (this.pid === null) return null;
    try {
      const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
      const stopped = stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
      return stopped ? `pid ${this.pid} was in state T (stopped)` : null;
    } catch {
      return null;
    }
  }

  /** SIGKILL, and it stays down until `start`. Resolves with the pid that is gone. */
  async kill(): Promise<number | null> {
    const pid = this.pid;
    await this.#end('SIGKILL');
    return pid;
  }

  /** Graceful end, forced after a deadline. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (!child) return;
    const exited = new Promise((exit) => child.once('exit', exit));
    child.kill(signal);
    child.kill('SIGCONT'); // a suspended process would never see it
    const timer = new AbortController();
    const tooLong = setTimeout(STOP_DEADLINE_MS, null, { signal: timer.signal }).then(() => child.kill('SIGKILL'));
    tooLong.catch(() => {});
    await exited;
    timer.abort();
  }

  /** The last lines of its log, for the person who must find out why it does not work. */
  logTail(lines = 12): string {
    try {
      return readFileSync(this.#options.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '';
    }
  }
}

/** One service of a running lab, as faults and measurements know it: a process of ours, or a container. */
export type Service = Pick<ServiceProcess, 'pid' | 'ends' | 'kill' | 'stop' | 'logTail'> & {
  /** Extra environment goes to this one life only. A container must be awaited. */
  start(extra?: Record<string, string>): void | Promise<void>;
  /** Nothing of it runs until `resume`; its connections stay open. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  /** What proves that it is suspended now; null when it is not. */
  suspended(): Promise<string | null>;
};
