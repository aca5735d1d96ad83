import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { composeCommands, hasEngine } from '../../lab/containers/compose-command.ts';
import { findMode, modeNames, modes } from '../../modes.ts';
import { hasPrometheus, prometheusImage } from './try-debug.ts';
import { tryMode } from './try-mode.ts';

// `npm run test:compose`: every docker-compose.yml, with every compose command of this machine.
const { values } = parseArgs({ options: { modes: { type: 'string', default: modeNames.join(',') } } });
const names = values.modes.split(',');
const unknown = names.find((name) => !findMode(name));

if (unknown !== undefined) {
  console.error(`There is no mode ${unknown}. Known modes: ${modeNames.join(', ')}.`);
  process.exitCode = 3;
} else if (!(await hasEngine())) {
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
    for (const mode of modes.filter(({ name }) => names.includes(name))) {
      if (interrupted.signal.aborted) break;
      console.log(`${mode.name} with ${command.name} ${command.version}`);
      if (!(await tryMode(mode, command, interrupted.signal))) process.exitCode = 1;
    }
  }
  if (interrupted.signal.aborted) process.exit(130); // whatever still waits for something waits in vain
}

const folder = fileURLToPath(new URL('../../../monitoring', import.meta.url));

/** Lets promtool fire and silence every alert, where its image is on this machine. Prints a line; false: one is wrong. */
export async function tryAlerts(): Promise<boolean> {
  if (!(await hasPrometheus())) {
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
