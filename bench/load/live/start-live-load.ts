import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../../brokers/broker.ts';
import { GC_FLAGS } from '../run-load.ts';
import type { LiveBatch, LiveLoad, LiveOptions, LiveSays, LiveTarget, LiveTold } from './live-messages.ts';

const GENERATOR = fileURLToPath(new URL('./live-generator.ts', import.meta.url));

export interface LiveGenerator {
  readonly pid: number;
  targets(targets: readonly LiveTarget[]): void;
  load(load: LiveLoad): void;
  /** It keeps nothing, and is killed. Idempotent. */
  stop(): Promise<void>;
}

interface LiveHooks {
  onBatch: (batch: LiveBatch) => void;
  /** It ended though nobody asked it to. */
  onEnd: (how: string) => void;
  guard: Pick<Guard, 'pid' | 'forget'>;
}

/** The generator of the live lab, a process of its own. Rejects when it does not start. */
export async function startLiveLoad(options: LiveOptions, load: LiveLoad, hooks: LiveHooks): Promise<LiveGenerator> {
  const { guard, onBatch, onEnd } = hooks;
  const child = spawn(process.execPath, [...GC_FLAGS, GENERATOR], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  const pid = child.pid ?? 0;
  if (pid > 0) guard.pid(pid);
  const tell = (message: LiveTold) => {
    if (child.connected) child.send(message, () => {}); // an ended child no longer hears, which `exit` tells
  };
  const exited = once(child, 'exit');
  let asked = false;
  const ready = Promise.withResolvers<void>();
  child.on('error', (cause) => ready.reject(new Error('the load generator could not be started', { cause })));
  child.on('exit', (code, signal) => {
    guard.forget(pid);
    const how = signal ?? `exit code ${code}`;
    ready.reject(new Error(`the load generator ended at its start (${how})`));
    if (!asked) onEnd(how);
  });
  child.on('message', (said: LiveSays) => {
    if (said.kind === 'ready') ready.resolve();
    if (said.kind === 'problem') ready.reject(new Error(said.problem));
    if (said.kind === 'batch') onBatch(said.batch);
  });
  tell({ kind: 'start', options, load });
  await ready.promise;
  return {
    pid,
    targets: (targets) => tell({ kind: 'targets', targets: [...targets] }),
    load: (next) => tell({ kind: 'load', load: next }),
    async stop() {
      asked = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await exited;
    },
  };
}
