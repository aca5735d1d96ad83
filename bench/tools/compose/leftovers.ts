import { execa } from 'execa';

const lists = {
  container: ['ls', '-a', '--format', '{{.Names}}'],
  network: ['ls', '--format', '{{.Name}}'],
  volume: ['ls', '--format', '{{.Name}}'],
};

/** What the engine still has of a compose project, as `container name`, `network name` or `volume name`. */
export async function leftoversOf(project: string): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(lists).map(async ([kind, list]) => {
      const filter = ['--filter', `label=com.docker.compose.project=${project}`];
      const { stdout } = await execa('docker', [kind, ...list, ...filter]);
      return stdout.split('\n').flatMap((name) => (name === '' ? [] : [`${kind} ${name}`]));
    }),
  );
  return found.flat();
}
