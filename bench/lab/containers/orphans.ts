import { execa } from 'execa';
import { isOrphan } from './project-name.ts';

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
