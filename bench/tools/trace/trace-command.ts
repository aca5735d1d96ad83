import { OrderId } from '../../../common/contracts/primitives.ts';
import { type FoundLab, findLabs } from '../../lab/lab-note.ts';
import { everyServiceOf } from '../../lab/outside.ts';
import { findMode, modeNames } from '../../modes.ts';
import type { Register } from '../options.ts';
import { print, tell } from '../print.ts';
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
  const trace = await traceOf(lab.dataFolder, loggingServices(lab.mode), orderId);
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

/** Whose logs there may be; that of the payment service is there where orders are paid. */
export function loggingServices(modeName: string): string[] {
  const mode = findMode(modeName);
  return mode ? everyServiceOf(mode).map(({ name }) => name) : [];
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

/** The one that is named, by its name or its mode, or the only one that runs. Throws an error that says what to do. */
export function chosenLab(labs: FoundLab[], wanted: string | undefined): FoundLab {
  const running = labs.filter((lab) => lab.running);
  const list = (found: FoundLab[]) => found.map(({ name, mode }) => `  --lab ${name}   ${mode}`).join('\n');
  const start = `Start one, and place orders in it: npm start -- <mode>, where <mode> is ${modeNames.join(', ')}.`;
  if (wanted !== undefined) {
    const named = labs.filter(({ name, mode }) => name === wanted || mode === wanted);
    const [only] = named;
    if (only && named.length === 1) return only;
    if (named.length > 1) throw new Error(`Several labs are ${wanted}. Name one:\n${list(named)}`);
    throw new Error(`There is no lab ${wanted}. ${labs.length > 0 ? `There are:\n${list(labs)}` : start}`);
  }
  const [only] = running;
  if (!only) {
    throw new Error(
      `No lab runs in this clone. ${start}\nOf containers, look at their logs: docker compose logs | grep <orderId>`,
    );
  }
  if (running.length > 1) throw new Error(`Several labs run. Name one:\n${list(running)}`);
  return only;
}
