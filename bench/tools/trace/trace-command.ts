import { OrderId } from '../../../common/contracts/primitives.ts';
import { findLabs } from '../../lab/lab-note.ts';
import { findMode } from '../../modes.ts';
import type { Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { chosenLab } from './chosen-lab.ts';
import { type Trace, traceOf } from './trace-of.ts';

const traceHelp = `
  npm start -- <mode>                  in one terminal
  npm run trace -- <orderId>           in another one

It reads the stores and logs of a lab on this machine, so it needs no setting. More is told when the services log every
milestone: LAB_LOG_LEVEL=debug npm start -- <mode>. Of containers it knows nothing: docker compose logs | grep <orderId>.
Exit: 0 traced, 1 no service knows the order, 3 no lab runs, or several and none is named.`;

/** `bench trace`. */
export const traceCommand: Register = (program, finish) => {
  program
    .command('trace')
    .description('What happened to one order across the services of a mode that npm start runs, in time order.')
    .argument('<orderId>', 'the orderId that POST /orders answered')
    .option('--lab <name>', 'which lab, by its name or its mode, when several run or one was kept with --keep')
    .option('--json', 'print the trace as JSON on stdout', false)
    .addHelpText('after', traceHelp)
    .action((orderId: string, options) => finish(showTrace(orderId, options)));
};

/** `npm run trace -- <orderId>`. Throws an error that says what to do when there is no lab to look at. */
async function showTrace(orderId: string, options: { lab?: string; json: boolean }): Promise<number> {
  if (!OrderId.safeParse(orderId).success) {
    throw new Error(`"${orderId}" is no order id. It is the orderId that POST /orders answered, a UUID.`);
  }
  const lab = chosenLab(findLabs(), options.lab);
  const mode = findMode(lab.mode);
  const services = mode?.services.map(({ name }) => name) ?? [];
  const trace = await traceOf(lab.dataFolder, services, orderId);
  if (!trace) {
    tell(
      `No service of ${lab.mode} (lab ${lab.name}) knows the order ${orderId}.\n` +
        `Looked at the stores and logs in ${lab.dataFolder}.\n` +
        `The orders it has: ${lab.running ? `${lab.urls['orders']}/orders` : 'it no longer runs'}.`,
    );
    return 1;
  }
  if (options.json) print(JSON.stringify({ lab: lab.name, mode: lab.mode, ...trace }));
  else print(traceText(lab.mode, trace));
  return 0;
}

/** A trace as a person reads it: one line per step, its times in milliseconds. */
function traceText(mode: string, { orderId, status, steps, unfinished }: Trace): string {
  const widest = Math.max(...steps.map(({ service }) => service.length));
  const ms = (value: number) => String(value).padStart(7);
  const lines = steps.map(
    ({ at, sinceFirstMs, sinceBeforeMs, service, what }) =>
      `${at.slice(11, 23)} ${ms(sinceFirstMs)} ${`+${sinceBeforeMs}`.padStart(7)}  ${service.padEnd(widest)}  ${what}`,
  );
  const took = steps.at(-1)?.sinceFirstMs ?? 0;
  return [
    `Order ${orderId} in ${mode}: ${status ?? 'not known to the order service'}, ${steps.length} steps in ${took} ms`,
    '',
    `${'UTC'.padEnd(12)} ${'ms'.padStart(7)} ${'step'.padStart(7)}  ${'service'.padEnd(widest)}  what`,
    ...lines,
    ...(unfinished.length > 0 ? ['', 'Not done:', ...unfinished.map((line) => `  ${line}`)] : []),
  ].join('\n');
}
