import { join } from 'node:path';
import type { Mode } from '../../../common/mode.ts';
import { startLab } from '../../lab/lab.ts';
import { type Session, withSession } from '../../lab/session.ts';
import { asCount, asSome, modesOption, type Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { type FuzzResult, fuzzMode } from './fuzz-mode.ts';
import { type CrowdResult, idleCrowd } from './idle-crowd.ts';

/** `bench fuzz`. */
export const fuzzCommand: Register = (program, finish) => {
  program
    .command('fuzz')
    .description(
      'Sends a JSON corpus, naughty strings and bodies derived from the OpenAPI to every route and consumer; then holds a ' +
        'crowd of idle and half-speaking connections to every service while orders are placed.',
    )
    .addOption(modesOption())
    .option('--seed <n>', 'the derived bodies follow from it', asCount, 1)
    .option('--bodies <n>', 'derived bodies per route', asSome, 500)
    .option('--crowd <n>', 'connections of the crowd to every service; 0 is none', asCount, 1000)
    .option('--crowd-seconds <n>', 'how long the crowd stays', asSome, 20)
    .action((options) => finish(runFuzz(options)));
};

interface FuzzOptions {
  modes: Mode[];
  seed: number;
  bodies: number;
  crowd: number;
  crowdSeconds: number;
}

/** Fuzzes each mode in turn and prints what came of it. 0: nothing broke; 1: something did. */
function runFuzz({ modes, ...options }: FuzzOptions): Promise<number> {
  const say = tell;
  return withSession(say, async (session) => {
    let broken = 0;
    for (const [index, mode] of modes.entries()) {
      say(`[${index + 1}/${modes.length}] ${mode.name}: JSON corpus, naughty strings and bodies from its OpenAPI …`);
      const { rows, problems, growthMiB, crowd } = await fuzzed(session, mode, options);
      print(mode.name);
      console.table(Object.fromEntries(rows.map(({ target, ...row }) => [target, row])));
      print(`memory grew by (MiB): ${JSON.stringify(growthMiB)}`);
      if (crowd) print(`beside ${crowd.opened} idle and half-speaking connections: ${heard(crowd)}`);
      print(problems.length === 0 ? 'Nothing broke.' : problems.join('\n'));
      broken += problems.length;
    }
    return broken === 0 ? 0 : 1;
  });
}

const heard = ({ orders, health }: CrowdResult) =>
  [`${orders.good} of ${orders.asked} orders`, `${health.good} of ${health.asked} requests for /health`].join(' and ') +
  ` were answered, within ${orders.slowestMs} and ${health.slowestMs} ms`;

type Fuzzed = FuzzResult & { crowd: CrowdResult | null };

async function fuzzed(session: Session, mode: Mode, options: Omit<FuzzOptions, 'modes'>): Promise<Fuzzed> {
  const { guard, say, signal, id, folder } = session;
  const brokerUrl = (await session.brokerFor(mode))?.url ?? null;
  const settings = { LAB_LOG_LEVEL: 'warn' };
  const dataFolder = join(folder, mode.name);
  const starting = startLab({ mode, brokerUrl, namespace: `${id}.`, dataFolder, settings, guard, say, signal });
  session.onEnd(async () => (await starting.catch(() => null))?.stop());
  const lab = await starting;
  try {
    const result = await fuzzMode(lab, options.seed, options.bodies);
    const crowd = options.crowd > 0 ? await idleCrowd(lab, options.crowd, options.crowdSeconds) : null;
    return { ...result, problems: [...result.problems, ...(crowd?.problems ?? [])], crowd };
  } finally {
    await lab.stop();
    await lab.operator.remove().catch(() => {}); // a fresh namespace needs no clean one
    await lab.operator.close().catch(() => {});
  }
}
