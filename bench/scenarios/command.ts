import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { familyOf, isAlive, type ProcessRow, signalTo, startedAt } from '../brokers/process-tree.ts';
import { listening } from '../lab/left-behind.ts';
import { until } from '../lab/until.ts';

/** The line that `npm start -- <mode> --json` prints once everything is ready. */
export interface ReadyLine {
  ready: true;
  mode: string;
  urls: Record<string, string>;
  broker?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const labFolder = `${root}.lab`;
const READY_MS = 60_000;
const END_MS = 60_000;
const GONE_MS = 6000;
const WATCH_EVERY_MS = 50;

/** A command of the lab as somebody would run it, in a process group of its own. Whatever it leaves is found here. */
export class Command implements AsyncDisposable {
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly end: Promise<number | NodeJS.Signals | null>;
  readonly #child: ChildProcess;
  readonly #started: string;
  readonly #family = new Map<number, ProcessRow>();
  #ports: number[] = [];
  #over = false;

  constructor(file: string, args: string[], env: Record<string, string> = {}) {
    const { AMQP_URL: _amqp, KAFKA_BROKERS: _kafka, ...inherited } = process.env; // it is to start brokers of its own
    this.#child = spawn(file, args, {
      cwd: root,
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#started = startedAt(this.pid) ?? '';
    for (const kind of ['stdout', 'stderr'] as const) {
      const stream = this.#child[kind];
      if (stream) createInterface({ input: stream }).on('line', (line) => void this[kind].push(line));
    }
    this.end = new Promise((end) => this.#child.once('close', (code, signal) => end(signal ?? code)));
    void this.end.then(() => {
      this.#over = true;
    });
    void this.#watch();
  }

  /** Nobody can tell whose child a process was once its parent is gone: so they are looked at all along. */
  async #watch(): Promise<void> {
    for (; !this.#over; await setTimeout(WATCH_EVERY_MS)) this.family();
  }

  static start(mode: string, args: string[] = ['--json', '--port', '0'], env: Record<string, string> = {}): Command {
    return new Command(process.execPath, ['bench/cli/cli.ts', 'start', mode, ...args], env);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** As the terminal does on Ctrl-C: to the whole foreground group. */
  interrupt(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  async ready(): Promise<ReadyLine> {
    const line = await until(
      'the command is ready',
      () => {
        if (this.#over) throw new Error(`it ended instead:\n${this.stderr.join('\n')}`);
        return this.stdout.find((text) => text.startsWith('{'));
      },
      READY_MS,
    );
    const ready = JSON.parse(line) as ReadyLine;
    this.#ports = Object.values(ready.urls).map((url) => Number(new URL(url).port));
    if (ready.broker) this.#ports.push(Number(/:(\d+)$/.exec(ready.broker)?.[1]));
    this.family();
    return ready;
  }

  /** What it ended with. Throws after 60 s, with what each of its threads then waits for. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    const patience = new AbortController();
    const late = setTimeout(END_MS, true, { signal: patience.signal, ref: false }).catch(() => false);
    await Promise.race([this.end, late]);
    patience.abort();
    if (!this.#over)
      throw new Error(`still runs after ${END_MS / 1000} s:\n${this.#waits()}\n${this.stderr.join('\n')}`);
    return this.end;
  }

  #waits(): string {
    const lines = this.family().flatMap(({ pid, name }) => {
      const threads = existsSync(`/proc/${pid}/task`) ? readdirSync(`/proc/${pid}/task`) : [];
      return threads.map((thread) => {
        const [comm, state, wchan, call] = ['comm', 'stat', 'wchan', 'syscall'].map((file) => {
          try {
            return readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'utf8').trim();
          } catch {
            return '?'; // not told here, or gone by now
          }
        });
        return `${name} ${pid}/${thread} ${comm} ${state?.split(' ')[2]} in ${wchan} (${call})`;
      });
    });
    return lines.join('\n');
  }

  /** Everything it has started that still runs, remembered for `gone`. */
  family(): ProcessRow[] {
    const rows = familyOf({ pid: this.pid, started: this.#started });
    for (const row of rows) this.#family.set(row.pid, row);
    return rows;
  }

  /** The process below it whose command line contains this text. */
  find(text: string): Promise<ProcessRow> {
    return until(`${text} runs`, () => this.family().find(({ pid }) => commandLine(pid).includes(text)));
  }

  /** Resolves when no process, listener and folder of it is left; throws with what is, 6 s after it ended. */
  async gone(): Promise<void> {
    let left: string[] = [];
    const look = async () => {
      left = [
        ...[...this.#family.values()].filter(isAlive).map(({ pid, name }) => `process ${pid} (${name})`),
        ...(await listening(this.#ports)).map((port) => `a listener on port ${port}`),
        ...this.#folders().map((folder) => `folder .lab/${folder}`),
      ];
      return left.length === 0;
    };
    await until('nothing of the command is left', look, GONE_MS).catch(() => {
      throw new Error(`left behind: ${left.join(', ')}\n${this.stderr.join('\n')}`);
    });
  }

  /** Sessions name their folder by their pid, base 36, and six random characters. */
  #folders(): string[] {
    const pids = [this.pid, ...this.#family.keys()].map((pid) => pid.toString(36));
    try {
      return readdirSync(labFolder).filter((name) => pids.some((pid) => new RegExp(`^${pid}[0-9a-f]{6}$`).test(name)));
    } catch {
      return []; // no lab has a folder
    }
  }

  /** Ends it, should a failed test have left it running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.family();
    for (const row of this.#family.values()) if (isAlive(row)) signalTo(row.pid, 'SIGKILL');
    await this.end;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
