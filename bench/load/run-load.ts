import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../brokers/broker.ts';
import { type LoadOptions, problemWith } from './load-options.ts';
import type { GeneratorMessage, LoadResult, ParentMessage, SecondRow } from './load-result.ts';
import { scheduleOf } from './schedule.ts';
import { SteadyWatch } from './steady-watch.ts';

type Second = Extract<GeneratorMessage, { kind: 'second' }>;

export interface LoadRun {
  readonly pid: number;
  /** Rejects with what the generator said when it could not do its work, or with how it died. */
  readonly done: Promise<LoadResult>;
  /** Phases with `endsWhenSteady` that reached their cap first: the trial is `not steady`. Complete once done. */
  readonly notSteady: readonly string[];
  /** Ends this phase now, where it is the present one and not the last: what follows moves up. */
  leave(phase: string): void;
  /**
   * Sends nothing more; `done` then resolves with what was measured so far. A generator that does not obey within its time is
   * killed, and `done` rejects. Idempotent.
   */
  stop(): void;
}

export interface LoadHooks {
  /** Once per second, for the second that ended. */
  onProgress?: (row: SecondRow) => void;
  /** A phase has begun, within 20 ms; null: the last one is over. */
  onPhase?: (phase: string | null) => void;
  /**
   * The orders completed since it was asked last: the number of the request, and when on the monotonic clock. Asked once per
   * second until a phase that ends when steady is over, before which none may be cut short; absent: only answers have to become steady.
   */
  completions?: () => Promise<{ n: number; atNs: number }[]>;
  /** Ends the generator should this process be killed. Without it, the lost IPC channel does. */
  guard?: Pick<Guard, 'pid' | 'forget'>;
  /** A generator that is silent for longer, or does not stop when it is told to, is killed, and `done` rejects. */
  patience?: Patience;
}

const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url));

/**
 * A small nursery, collected by one thread: many short pauses instead of few of 5 to 30 ms. At 5,000 orders/s beside
 * other work on 2 cores, send-delay p99 fell from 25 ms to 2–4 ms for 5% more CPU.
 */
export const GC_FLAGS = ['--max-semi-space-size=4', '--no-parallel-scavenge'];

interface Patience {
  silentSeconds: number;
  stopSeconds: number;
}

const PATIENCE: Patience = { silentSeconds: 30, stopSeconds: 10 };

/** Starts the load generator in a process of its own. Throws a RangeError for options that make no load. */
export function startLoad(options: LoadOptions, hooks: LoadHooks = {}): LoadRun {
  const { onProgress, onPhase, guard, completions, patience = PATIENCE } = hooks;
  const problem = problemWith(options);
  if (problem) throw new RangeError(problem);
  const child = spawn(process.execPath, [...GC_FLAGS, GENERATOR], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const pid = child.pid ?? 0;
  if (pid > 0) guard?.pid(pid);
  const tell = (message: ParentMessage) => {
    if (child.connected) child.send(message, () => {}); // an ended child no longer listens, and that is no error
  };
  const leave = (phase: string) => tell({ kind: 'next-phase', phase });
  const watch = new SteadyWatch(options.phases, leave);
  const completed = completions && completionTimes(options, completions);
  let looked = Promise.resolve();
  const onSecond = ({ row, startNs, acceptanceUs }: Second) => {
    onProgress?.(row);
    if (!watch.awaits(row.phase) && !watch.precedes(row.phase)) return;
    looked = looked.then(async () => {
      const completionUs = completed ? await completed(startNs) : null;
      watch.see({ ...row, acceptanceUs: acceptanceUs ?? [], completionUs });
    });
  };
  const end = endOf(child, patience);
  const done = resultFrom(child, onSecond, onPhase, end).finally(() => guard?.forget(pid));
  tell({ kind: 'start', options });
  const stop = () => {
    tell({ kind: 'stop' });
    end.asked();
  };
  return { pid, done, notSteady: watch.notSteady, leave, stop };
}

/** From due to completed, in microseconds, of the orders completed since the last look; none when they cannot be had. */
function completionTimes(options: LoadOptions, completions: NonNullable<LoadHooks['completions']>) {
  const { offsetsNs } = scheduleOf(options);
  return async (startNs: number): Promise<number[]> =>
    completions().then(
      (completed) => completed.map(({ n, atNs }) => (atNs - startNs - (offsetsNs[n] ?? Number.NaN)) / 1000),
      () => [],
    );
}

/** Ends a generator that stands still: SIGSTOP, a debugger, a machine out of memory. Nobody else would, and all wait for it. */
function endOf(child: ChildProcess, { silentSeconds: most, stopSeconds }: Patience) {
  let killedBecause: string | null = null;
  let silentSeconds = 0;
  let stopping: NodeJS.Timeout | undefined;
  const kill = (because: string) => {
    killedBecause ??= because;
    child.kill('SIGKILL'); // works on what is stopped, too
  };
  // Ticks and no clock: where this process was stopped as well (Ctrl-Z), that is nobody's silence.
  const ticks = setInterval(() => {
    if (++silentSeconds > most) kill(`it said nothing for ${most} s`);
  }, 1000);
  child.on('message', () => {
    silentSeconds = 0;
  });
  child.once('close', () => {
    clearInterval(ticks);
    clearTimeout(stopping);
  });
  return {
    asked(): void {
      stopping ??= setTimeout(() => kill(`it did not stop within ${stopSeconds} s`), stopSeconds * 1000);
    },
    why: () => killedBecause,
  };
}

function resultFrom(
  child: ChildProcess,
  onSecond: (second: Second) => void,
  onPhase: ((phase: string | null) => void) | undefined,
  end: ReturnType<typeof endOf>,
): Promise<LoadResult> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
  let result: LoadResult | null = null;
  let problem = 'it gave no result';
  child.on('message', (message: GeneratorMessage) => {
    if (message.kind === 'second') onSecond(message);
    if (message.kind === 'phase') onPhase?.(message.phase);
    if (message.kind === 'result') result = message.result;
    if (message.kind === 'problem') problem = message.problem;
  });
  child.on('error', (cause) => reject(new Error('the load generator could not be started', { cause })));
  child.on('close', (code, signal) => {
    if (result) resolve(result);
    else reject(new Error(`the load generator ended with ${signal ?? `code ${code}`}: ${end.why() ?? problem}`));
  });
  return promise;
}
