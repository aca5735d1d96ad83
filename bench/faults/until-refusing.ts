import { setTimeout } from 'node:timers/promises';

const DEADLINE_MS = 5000;

/** Waits until a service says itself that it is not ready, and gives its reason; null when it never does. */
export async function untilRefusing(url: string | undefined): Promise<string | null> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline) {
    const reason = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3000) })
      .then(async (response) => ((await response.json()) as { reason?: string }).reason ?? null)
      .catch(() => null);
    if (reason !== null) return reason;
    await setTimeout(100);
  }
  return null;
}
