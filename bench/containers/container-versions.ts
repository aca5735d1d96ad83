import { execa } from 'execa';
import type { Mode } from '../../common/mode.ts';
import { containerCommand } from './container-trial.ts';

/** Of engine, compose command and brokers' images, for the run file. Throws where containers cannot be had. */
export async function containerVersions(modes: readonly Mode[]): Promise<Record<string, string>> {
  const { name, version } = await containerCommand();
  const engine = await execa('docker', ['version', '--format', '{{.Server.Version}}']);
  const obtained = modes.flatMap(({ broker }) => (broker === 'none' ? [] : [[`${broker} obtained`, 'container']]));
  return { docker: engine.stdout, [name]: version, ...Object.fromEntries(obtained) };
}
