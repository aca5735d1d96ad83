import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Guard } from '../brokers/broker.ts';

/** A process of its own that measures or serves; ended by `await using`, and by the guard should we be killed. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** The next thing it tells. Throws when it ends first. */
  told<Message>(): Promise<Message>;
  tell(message: object): void;
}

/** Starts `file` with one JSON argument. Its event loop shares nothing with ours. */
export function startChild(file: URL, argument: object, guard: Guard): Child {
  const execArgv = ['--disable-warning=TimeoutNegativeWarning'];
  const child = fork(file, [JSON.stringify(argument)], { execPath: process.execPath, execArgv });
  const pid = child.pid ?? 0;
  if (pid > 0) guard.pid(pid);
  const closed = once(child, 'close').then(() => guard.forget(pid));
  const waiting = mailbox(child);
  return {
    pid,
    async told<Message>() {
      const ended = closed.then(() => Promise.reject(new Error(`${file.pathname.split('/').at(-1)} ended early.`)));
      return (await Promise.race([waiting(), ended])) as Message;
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
