import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Guard } from '../../brokers/broker.ts';

/** A process of its own that measures or serves; ended by `await using`, and by the guard should we be killed. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** The next thing it tells. Throws when it ends first, or is silent for longer than anything here takes. */
  told<Message>(): Promise<Message>;
  tell(message: object): void;
}

/** The longest that one of them measures is the minute of load, with half a minute for what is under way. */
const SILENT_MS = 150_000;

/** Starts `file` with one JSON argument. Its event loop shares nothing with ours. */
export function startChild(file: URL, argument: object, guard: Guard, silentMs = SILENT_MS): Child {
  // Client libraries are measured here as they come: one sets timers of a negative time, of which Node warns.
  const execArgv = ['--disable-warning=TimeoutNegativeWarning'];
  const child = fork(file, [JSON.stringify(argument)], { execPath: process.execPath, execArgv });
  const pid = child.pid ?? 0;
  if (pid > 0) guard.pid(pid);
  const closed = once(child, 'close').then(() => guard.forget(pid));
  const waiting = mailbox(child);
  return {
    pid,
    async told<Message>() {
      const name = file.pathname.split('/').at(-1);
      const over = new AbortController();
      const ended = closed.then(() => Promise.reject(new Error(`${name} ended early.`)));
      const silent = setTimeout(silentMs, null, { signal: over.signal }).then(() =>
        Promise.reject(new Error(`${name} told nothing for ${silentMs / 1000} s.`)),
      );
      silent.catch(() => {}); // told in time
      try {
        return (await Promise.race([waiting(), ended, silent])) as Message;
      } finally {
        over.abort();
      }
    },
    tell: (message) => void child.send(message, () => {}),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Messages in their order, also those that came before anybody asked. */
function mailbox(child: ChildProcess): () => Promise<unknown> {
  const arrived: unknown[] = [];
  let wake = () => {};
  child.on('message', (message) => {
    arrived.push(message);
    wake();
  });
  return async () => {
    while (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return arrived.shift();
  };
}

/** Starts `file`, waits for the one thing it tells, and ends it. */
export async function measureIn<Result>(file: URL, argument: object, guard: Guard): Promise<Result> {
  await using child = startChild(file, argument, guard);
  return await child.told<Result>();
}
