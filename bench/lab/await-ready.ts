import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 30;

/** Resolves when every service says it is ready; throws with the reason and the end of its log when the deadline passes. */
export async function awaitReady<Spec extends { name: string; role: string }>(
  specs: readonly Spec[],
  urls: Record<string, string>,
  deadlineMs: number,
  logTail: (spec: Spec) => string,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (const spec of specs) {
    for (;;) {
      const reason = await whyNotReady(urls[spec.role] as string);
      if (reason === null) break;
      if (Date.now() > deadline) {
        throw new Error(`${spec.name} is not ready after ${deadlineMs / 1000} s: ${reason}\n${logTail(spec)}`);
      }
      await setTimeout(LOOK_EVERY_MS);
    }
  }
}

async function whyNotReady(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3000) });
    const { reason } = (await response.json()) as { reason?: string };
    return response.ok ? null : (reason ?? `status ${response.status}`);
  } catch (error) {
    return `no answer (${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name})`;
  }
}
