import { setTimeout } from 'node:timers/promises';
import type { ServiceProcess } from './service-process.ts';

const LOOK_EVERY_MS = 30;

/** Whoever is waited for. */
interface Awaited {
  name: string;
  url: string;
  logTail(): string;
}

/** Resolves when every service says it is ready, and that nothing waits for its broker; throws with the reason and the end of its log when the deadline passes. */
export async function awaitReady(services: readonly Awaited[], deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (const { name, url, logTail } of services) {
    for (;;) {
      const reason = await whyNotReady(url);
      if (reason === null) break;
      if (Date.now() > deadline) {
        throw new Error(`${name} is not ready after ${deadlineMs / 1000} s: ${reason}\n${logTail()}`);
      }
      await setTimeout(LOOK_EVERY_MS);
    }
  }
}

async function whyNotReady(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3000) });
    const { reason } = (await response.json()) as { reason?: string };
    return reason ?? (response.ok ? null : `status ${response.status}`);
  } catch (error) {
    return `no answer (${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name})`;
  }
}

/** Ready, or the first service that ends before: at the start nothing is repaired, everything stops. */
export async function firstReady(
  processes: readonly ServiceProcess[],
  ready: Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let waiting = true;
  const died = (async () => {
    while (waiting) {
      await setTimeout(50);
      if (waiting) signal?.throwIfAborted();
      const dead = processes.find((process) => process.pid === null);
      if (dead && waiting) throw new Error(`A service ended at its start. The end of its log:\n${dead.logTail()}`);
    }
  })();
  try {
    await Promise.race([ready, died]);
  } finally {
    waiting = false;
    ready.catch(() => {});
    died.catch(() => {});
  }
}
