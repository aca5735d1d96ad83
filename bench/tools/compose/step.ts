import { execa } from 'execa';
import type { Stack } from '../../lab/containers/stack.ts';

/** Does one thing and prints a line of what came of it, with the seconds it took. Throws what `work` throws, and when interrupted. */
export async function step(what: string, signal: AbortSignal, work: () => Promise<string | void>): Promise<void> {
  signal.throwIfAborted();
  const started = performance.now();
  const outcome = await Promise.race([work(), whenAborted(signal)]).then(
    (detail) => ({ mark: '✓', detail: detail ? `, ${detail}` : '' }),
    (error: unknown) => ({ mark: '✗', detail: '', error }),
  );
  console.log(`  ${outcome.mark} ${what} (${((performance.now() - started) / 1000).toFixed(1)} s${outcome.detail})`);
  if ('error' in outcome) throw outcome.error;
}

/** Does all steps with a stack, and takes it down whatever comes of them. False: one failed, or something is left of it. */
export async function allSteps(
  { stack, project, signal }: { stack: Stack; project: string; signal: AbortSignal },
  steps: () => Promise<void>,
): Promise<boolean> {
  let passed = false;
  try {
    await steps();
    passed = true;
  } catch (error) {
    if (!signal.aborted) console.log(`${String(error)}\n${await stack.logs()}`);
  } finally {
    await stack.down();
  }
  const left = await leftoversOf(project);
  if (left.length > 0) console.log(`  ✗ left behind: ${left.join(', ')}`);
  return passed && left.length === 0;
}

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

const lists = {
  container: ['ls', '-a', '--format', '{{.Names}}'],
  network: ['ls', '--format', '{{.Name}}'],
  volume: ['ls', '--format', '{{.Name}}'],
};

/** What the engine still has of a compose project, as `container name`, `network name` or `volume name`. */
async function leftoversOf(project: string): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(lists).map(async ([kind, list]) => {
      const filter = ['--filter', `label=com.docker.compose.project=${project}`];
      const { stdout } = await execa('docker', [kind, ...list, ...filter]);
      return stdout.split('\n').flatMap((name) => (name === '' ? [] : [`${kind} ${name}`]));
    }),
  );
  return found.flat();
}
