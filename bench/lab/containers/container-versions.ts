import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Mode } from '../../../common/mode.ts';
import { containerCommand } from './container-trial.ts';

/** Of engine and compose command, and the brokers' images, for the run file. Throws where containers cannot be had. */
export async function containerVersions(modes: readonly Mode[]): Promise<Record<string, string>> {
  const { name, version } = await containerCommand();
  const engine = await execa('docker', ['version', '--format', '{{.Server.Version}}']);
  const obtained = modes.flatMap((mode) =>
    mode.broker ? [[`${mode.broker.kind} obtained`, `container of ${imageOf(mode)}`]] : [],
  );
  return { docker: engine.stdout, [name]: version, ...Object.fromEntries(obtained) };
}

/** As the mode's docker-compose.yml names it. */
function imageOf({ name }: Mode): string {
  const compose = readFileSync(join(import.meta.dirname, '../../..', name, 'docker-compose.yml'), 'utf8');
  return /\n {2}broker:\n {4}image: (\S+)/.exec(compose)?.[1] ?? 'an unknown image';
}
