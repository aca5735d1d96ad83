import { execa } from 'execa';

const label = 'com.docker.compose.project';
/** As `withContainerLab` names them: the session's id begins with the pid of its bench, in base 36. */
const project = /^lab-bench-([0-9a-z]+)[0-9a-f]{6}-\d+$/;

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

function isOrphan(name: string): boolean {
  const pid = Number.parseInt(project.exec(name)?.[1] ?? '', 36);
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}
