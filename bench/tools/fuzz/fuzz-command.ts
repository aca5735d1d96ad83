import { join } from 'node:path';
import type { Mode } from '../../../common/mode.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { type Session, withSession } from '../../lab/session.ts';
import { asCount, asSome, modesOption, type Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { flood } from './flood.ts';
import { sendForeign } from './foreign.ts';
import { fuzzMode } from './fuzz-mode.ts';
import { type CrowdResult, idleCrowd } from './idle-crowd.ts';

const codes = `
Exit: 0 nothing broke, 1 something did, 3 could not run.`;

/** `bench fuzz`. */
export const fuzzCommand: Register = (program, finish) => {
  program
    .command('fuzz')
    .description(
      'Sends a JSON corpus, naughty strings and bodies derived from the OpenAPI to every route and consumer, and what other ' +
        'clients can put into a broker; then holds a crowd of idle and half-speaking connections to every service while orders are placed.',
    )
    .addOption(modesOption())
    .option('--seed <n>', 'the derived bodies follow from it', asCount, 1)
    .option('--bodies <n>', 'derived bodies per route', asSome, 500)
    .option('--crowd <n>', 'connections of the crowd to every service; 0 is none', asCount, 1000)
    .option('--crowd-seconds <n>', 'how long the crowd stays', asSome, 20)
    .option('--flood', 'instead: 20,000 messages of strangers among 2,000 orders', false)
    .addHelpText('after', codes)
    .action((options) => finish(runFuzz(options)));
};

interface FuzzOptions {
  modes: Mode[];
  seed: number;
  bodies: number;
  crowd: number;
  crowdSeconds: number;
  flood: boolean;
}

/** Fuzzes each mode in turn and prints what came of it. 0: nothing broke; 1: something did. */
function runFuzz({ modes, ...options }: FuzzOptions): Promise<number> {
  const say = tell;
  return withSession(say, async (session) => {
    let broken = 0;
    for (const [index, mode] of modes.entries()) {
      const what = options.flood ? 'a flood of messages' : 'JSON corpus, naughty strings and bodies from its OpenAPI';
      say(`[${index + 1}/${modes.length}] ${mode.name}: ${what} …`);
      const problems = await withLab(session, mode, (lab) =>
        options.flood ? floodOnce(lab, options.seed) : fuzzOnce(lab, options),
      );
      print(problems.length === 0 ? 'Nothing broke.' : problems.join('\n'));
      broken += problems.length;
    }
    return broken === 0 ? 0 : 1;
  });
}

async function fuzzOnce(lab: Lab, { seed, bodies, crowd: most, crowdSeconds }: FuzzOnce): Promise<string[]> {
  const foreign = await sendForeign(lab);
  const { rows, growthMiB, problems } = await fuzzMode(lab, seed, bodies);
  const crowd = most > 0 ? await idleCrowd(lab, most, crowdSeconds) : null;
  print(lab.mode.name);
  console.table(Object.fromEntries(rows.map(({ target, ...row }) => [target, row])));
  if (Object.keys(foreign.rows).length > 0) console.table(foreign.rows);
  print(`memory grew by (MiB): ${JSON.stringify(growthMiB)}`);
  if (crowd) print(`beside ${crowd.opened} idle and half-speaking connections: ${heard(crowd)}`);
  return [...problems, ...foreign.problems, ...(crowd?.problems ?? [])];
}

type FuzzOnce = Omit<FuzzOptions, 'modes' | 'flood'>;

const heard = ({ orders, health }: CrowdResult) =>
  [`${orders.good} of ${orders.asked} orders`, `${health.good} of ${health.asked} requests for /health`].join(' and ') +
  ` were answered, within ${orders.slowestMs} and ${health.slowestMs} ms`;

async function floodOnce(lab: Lab, seed: number): Promise<string[]> {
  const result = await flood(lab, seed);
  if (!result) {
    print(`${lab.mode.name}: nobody can send anything past its services.`);
    return [];
  }
  const { problems, ...row } = result;
  console.table({ [lab.mode.name]: row });
  return problems;
}

async function withLab<Result>(session: Session, mode: Mode, work: (lab: Lab) => Promise<Result>): Promise<Result> {
  const { guard, say, signal, id, folder } = session;
  const brokerUrl = (await session.brokerFor(mode))?.url ?? null;
  const settings = { LAB_LOG_LEVEL: 'warn' };
  const dataFolder = join(folder, mode.name);
  const starting = startLab({ mode, brokerUrl, namespace: `${id}.`, dataFolder, settings, guard, say, signal });
  session.onEnd(async () => (await starting.catch(() => null))?.stop());
  const lab = await starting;
  try {
    return await work(lab);
  } finally {
    await lab.stop();
    await lab.operator.remove().catch(() => {}); // a fresh namespace needs no clean one
    await lab.operator.close().catch(() => {});
  }
}
