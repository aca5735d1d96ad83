import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { execa } from 'execa';
import type { Mode } from '../../../common/mode.ts';
import { composeCommands, hasEngine } from '../../lab/containers/compose-command.ts';
import { modesOption } from '../options.ts';
import { hasImage, prometheusImage } from './images.ts';
import { tryCluster } from './try-cluster.ts';
import { tryMode } from './try-mode.ts';
import { tryShop } from './try-shop.ts';

const { modes } = new Command('npm run test:compose --')
  .description('Every docker-compose.yml, with every compose command of this machine: up, used, broken and taken down.')
  .addOption(modesOption())
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 3))
  .parse()
  .opts<{ modes: Mode[] }>();

if (!(await hasEngine())) {
  console.log('skipped: no Docker engine');
} else {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      console.log('stopping: taking down what was started …');
      interrupted.abort(new Error(signal));
    });
  }
  const commands = await composeCommands();
  if (commands.length === 0) {
    console.error('A Docker engine answers, but neither `docker-compose` nor `docker compose` works.');
    process.exitCode = 3;
  }
  if (!(await tryAlerts())) process.exitCode = 1;
  for (const command of commands) {
    for (const mode of modes) {
      if (interrupted.signal.aborted) break;
      console.log(`${mode.name} with ${command.name} ${command.version}`);
      if (!(await tryMode(mode, command, interrupted.signal))) process.exitCode = 1;
      if (interrupted.signal.aborted) break;
      console.log(`${mode.name} as a whole shop`);
      if (!(await tryShop(mode, command, interrupted.signal))) process.exitCode = 1;
      if (!mode.broker || interrupted.signal.aborted) continue;
      console.log(`${mode.name} with three nodes of its broker`);
      if (!(await tryCluster(mode, command, interrupted.signal))) process.exitCode = 1;
    }
  }
  if (interrupted.signal.aborted) process.exit(130); // whatever still waits for something waits in vain
}

const folder = fileURLToPath(new URL('../../../monitoring', import.meta.url));

/** Lets promtool fire and silence every alert, where its image is on this machine. Prints a line; false: one is wrong. */
export async function tryAlerts(): Promise<boolean> {
  if (!(await hasImage(prometheusImage))) {
    console.log(`alerts: skipped, ${prometheusImage} is not on this machine`);
    return true;
  }
  const promtool = ['run', '--rm', '--network', 'none', '-v', `${folder}:/alerts:ro`, '-w', '/alerts', '--entrypoint'];
  const { failed, all } = await execa(
    'docker',
    [...promtool, 'promtool', prometheusImage, 'test', 'rules', 'alerts.test.yml'],
    {
      reject: false,
      all: true,
    },
  );
  console.log(failed ? `alerts: ✗\n${all}` : 'alerts: ✓ each fires when it should and is silent when all is well');
  return !failed;
}
