import { execa } from 'execa';
import { startedAt } from '../../brokers/process-tree.ts';

const shape = /^lab-bench-([0-9a-z]+)-([0-9a-z]+)-[0-9a-z]+(?:-\d+)?$/;

/**
 * Names what this bench makes in the engine: by its pid and when it started, which is nobody else's even when the pid is
 * used again, and by its session. `number`: one of several.
 */
export function projectName(sessionId: string, number?: number): string {
  const suffix = number === undefined ? '' : `-${number}`;
  return `lab-bench-${process.pid.toString(36)}-${startOf(process.pid)}-${sessionId}${suffix}`;
}

/** Whether a project is that of a bench that has ended. False of every name that no bench gave. */
export function isOrphan(name: string): boolean {
  const [, pid, started] = shape.exec(name) ?? [];
  return pid !== undefined && startOf(Number.parseInt(pid, 36)) !== started;
}

/** As names of projects can hold it; null when there is no such process. */
const startOf = (pid: number) =>
  startedAt(pid)
    ?.toLowerCase()
    .replace(/[^0-9a-z]/g, '') ?? null;

const label = 'com.docker.compose.project';

/** Removes what benches that were killed left in the engine: containers, networks and volumes. */
export async function removeOrphans(): Promise<void> {
  for (const kind of ['container', 'network', 'volume'] as const) {
    const all = kind === 'container' ? ['-a'] : [];
    const format = `{{.${kind === 'volume' ? 'Name' : 'ID'}}} {{.Label "${label}"}}`;
    const { stdout } = await execa('docker', [kind, 'ls', ...all, '--filter', `label=${label}`, '--format', format]);
    for (const line of stdout.split('\n')) {
      const [id = '', name = ''] = line.split(' ');
      if (isOrphan(name)) await execa('docker', [kind, 'rm', ...(kind === 'container' ? ['-f'] : []), id]);
    }
  }
}
