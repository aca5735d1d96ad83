import { parseArgs } from 'node:util';
import { composeCommands, hasEngine } from '../../lab/containers/compose-command.ts';
import { modeNames } from '../../modes.ts';
import { tryAlerts } from './try-alerts.ts';
import { tryMode } from './try-mode.ts';

// `npm run test:compose`: every docker-compose.yml, with every compose command of this machine.
const { values } = parseArgs({ options: { modes: { type: 'string', default: modeNames.join(',') } } });
const names = values.modes.split(',');
const unknown = names.find((name) => !(modeNames as string[]).includes(name));

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
    for (const name of modeNames.filter((mode) => names.includes(mode))) {
      if (interrupted.signal.aborted) break;
      console.log(`${name} with ${command.name} ${command.version}`);
      if (!(await tryMode(name, command, interrupted.signal))) process.exitCode = 1;
    }
  }
  if (interrupted.signal.aborted) process.exit(130); // whatever still waits for something waits in vain
}
