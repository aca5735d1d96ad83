import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Guard } from '../../brokers/broker.ts';
import type { ProxyAnswer, ProxyOrder } from './messages.ts';

type Distribute<Union> = Union extends unknown ? Omit<Union, 'id'> : never;

/** The TCP proxy's process, as whoever gives it orders sees it. */
export interface ProxyProcess {
  readonly pid: number;
  /** Orders are obeyed in turn. Rejects when one cannot be, or the process is gone. */
  readonly tell: (order: Distribute<ProxyOrder>) => Promise<ProxyAnswer>;
  readonly close: () => Promise<void>;
}

const ENTRY = fileURLToPath(new URL('./proxy-process.ts', import.meta.url));

/**
 * A process of its own: the bench's event loop samples, polls and judges, and what it did at such a moment would be
 * measured as the network's delay. One process for all links of a lab: it is the smallest burden for two cores.
 */
export function startProxyProcess(guard: Guard): ProxyProcess {
  const child = spawn(process.execPath, [ENTRY], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
  const pid = child.pid ?? 0;
  if (pid > 0) guard.pid(pid);
  const waiting = new Map<number, (answer: ProxyAnswer) => void>();
  let orders = 0;
  child.on('error', () => {}); // 'exit' follows, or the first order fails
  child.on('message', (answer: ProxyAnswer) => waiting.get(answer.id)?.(answer));
  child.on('exit', () => {
    guard.forget(pid);
    for (const answer of waiting.values()) answer({ id: 0, problem: 'the proxy is gone' });
  });

  return {
    pid,
    tell(order) {
      const id = ++orders;
      const { promise, resolve, reject } = Promise.withResolvers<ProxyAnswer>();
      waiting.set(id, (answer) => {
        waiting.delete(id);
        if (answer.problem) reject(new Error(`The proxy could not ${order.do} ${order.link}: ${answer.problem}`));
        else resolve(answer);
      });
      if (!child.connected) waiting.get(id)?.({ id, problem: 'the proxy is gone' });
      else child.send({ ...order, id }, (error) => error && waiting.get(id)?.({ id, problem: error.message }));
      return promise;
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL'); // it keeps nothing
      await exited;
    },
  };
}
