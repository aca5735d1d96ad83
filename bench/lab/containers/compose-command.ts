import { execa } from 'execa';

/** `docker-compose` or `docker compose`, as it is called, with its version. */
export interface ComposeCommand {
  name: string;
  version: string;
  file: string;
  args: string[];
}

const known: Pick<ComposeCommand, 'name' | 'file' | 'args'>[] = [
  { name: 'docker-compose', file: 'docker-compose', args: [] },
  { name: 'docker compose', file: 'docker', args: ['compose'] },
];

/** Whether a Docker engine answers. */
export async function hasEngine(): Promise<boolean> {
  return !(await execa('docker', ['info'], { reject: false, stdio: 'ignore' })).failed;
}

/** Every compose command that works here, each version once. */
export async function composeCommands(): Promise<ComposeCommand[]> {
  const found: ComposeCommand[] = [];
  for (const command of known) {
    const { failed, stdout } = await execa(command.file, [...command.args, 'version', '--short'], { reject: false });
    const version = failed ? '' : String(stdout).trim().replace(/^v/, '');
    if (version !== '' && !found.some((other) => other.version === version)) found.push({ ...command, version });
  }
  return found;
}
