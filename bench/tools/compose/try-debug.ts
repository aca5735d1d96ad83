import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Mode } from '../../../common/mode.ts';
import type { ComposeCommand } from '../../lab/containers/compose-command.ts';
import { Stack } from '../../lab/containers/stack.ts';
import { listening } from '../../lab/left-behind.ts';
import { until } from '../../lab/until.ts';
import { openedBesides, scanBefore } from './port-scan.ts';

const files = ['docker-compose.yml', 'docker-compose.debug.yml'];

/**
 * Brings a mode up with its debug file: healthy, with the ports open that the file names beside the API, and no other.
 * Resolves with those ports; throws with what is wrong. Its ports are fixed: where one is in use, throws with that.
 */
export async function tryDebug(
  { firstPort, services }: Mode,
  command: ComposeCommand,
  folder: string,
  signal: AbortSignal,
) {
  const api = services.map((_, index) => firstPort + index);
  const text = readFileSync(`${folder}/${files[1]}`, 'utf8');
  const debug = [...text.matchAll(/"127\.0\.0\.1:(\d+):/g)].map(([, port]) => Number(port));
  const taken = await listening([...api, ...debug]);
  if (taken.length > 0) throw new Error(`in use on this machine: ${taken.join(', ')}`);
  const before = await scanBefore();
  const project = `lab-test-debug-${randomBytes(3).toString('hex')}`;
  const stack = new Stack({ command, folder, project, env: {}, signal, files });
  try {
    await stack.start();
    await stack.healthy();
    const open = await listening([...api, ...debug]);
    const shut = [...api, ...debug].filter((port) => !open.includes(port));
    if (shut.length > 0) throw new Error(`not open, though published: ${shut.join(', ')}`);
    await until(
      'nothing else is open',
      async () => {
        const more = await openedBesides([...api, ...debug], before, project);
        if (more.length > 0) throw new Error(`open besides: ${more.join(', ')}`);
        return true;
      },
      5000,
    );
    return debug;
  } catch (error) {
    throw new Error(`${String(error)}\n${signal.aborted ? '' : await stack.logs()}`, { cause: error });
  } finally {
    await stack.down();
  }
}
