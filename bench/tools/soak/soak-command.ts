import Table from 'cli-table3';
import type { Mode } from '../../../common/mode.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { stockScarcely } from '../../experiments/trial/scarce-stock.ts';
import { withTrialLab } from '../../experiments/trial/trial-lab.ts';
import { none } from '../../faults/none.ts';
import { withSession } from '../../lab/session.ts';
import { codeOf, eachCodes } from '../exit-codes.ts';
import { asCount, asSome, durabilityOption, modesOption, type Register, withoutOption } from '../options.ts';
import { saturatedRate } from '../overload/saturated-rate.ts';
import { print, tell } from '../print.ts';
import { judgeSoak, type SoakVerdict } from './judge-soak.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { type SoakOf, soakOnce } from './soak-once.ts';

/** `bench soak`. */
export const soakCommand: Register = (program, finish) => {
  program
    .command('soak')
    .description(
      'Half the capacity for a long time, with a service killed every minute: do memory, handles, files, logs and latencies stay flat?',
    )
    .addOption(modesOption('; they run side by side and share the rate'))
    .option('--minutes <n>', 'how long', asSome, 30)
    .option('--seed <n>', 'who is killed, orders and arrivals follow from it', asCount, 1)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .option('--json', 'print the figures as JSON on stdout', false)
    .addHelpText('after', eachCodes)
    .action((options) => finish(runSoak(options)));
};

interface SoakOptions extends Pick<TrialOptions, 'durability' | 'without'> {
  modes: Mode[];
  minutes: number;
  seed: number;
  json: boolean;
}

const SHARE = 0.5;
const PERIOD_MS = 60_000;

/**
 * `bench soak`. All modes run side by side for the whole time: the capacity of each is measured alone, then each is
 * offered half of it divided by their number, so that together they take half of what the machine gives.
 */
function runSoak({ modes, minutes, seed, json, durability, without }: SoakOptions): Promise<number> {
  const options: TrialOptions = { durability, without, from: [], tamper: null };
  const say = tell;
  return withSession(
    say,
    async (session) => {
      const inTurn = oneAtATime();
      const turns = modes.map(() => Promise.withResolvers<void>());
      const rows = await Promise.all(
        modes.map((mode, index) => {
          const id = `${mode.name}-soak`;
          const plan = { mode, id, number: index + 1, fault: none, seed, without: [] };
          return withTrialLab(session, plan, options, async (lab, broker): Promise<SoakRow> => {
            const catalogue = await stockScarcely(lab);
            if (index > 0) await turns[index - 1]?.promise; // each alone
            const probed = await saturatedRate(session, lab, { prefix: id, seed, catalogue });
            turns[index]?.resolve();
            await turns.at(-1)?.promise;
            const ratePerSecond = Math.max(1, Math.round((probed.ratePerSecond * SHARE) / modes.length));
            say(`${mode.name}: ${probed.ratePerSecond} orders/s alone; ${ratePerSecond}/s for ${minutes} minutes`);
            const stage = { lab, broker, catalogue, earlier: probed.operations };
            const soaked = await soakOnce(
              session,
              stage,
              ratePerSecond,
              { seed, minutes, periodMs: PERIOD_MS },
              inTurn,
            );
            return { mode: mode.name, ratePerSecond, ...soaked, verdict: judgeSoak(soaked) };
          });
        }),
      );
      print(json ? JSON.stringify(rows) : soakTable(rows));
      for (const { mode, verdict } of rows) for (const reason of verdict.reasons) say(`${mode}: ${reason}`);
      return codeOf(rows.map(({ verdict }) => verdict));
    },
    { measured: true },
  );
}

type SoakRow = { mode: string; ratePerSecond: number; verdict: SoakVerdict } & SoakOf;

/** What each mode did, then every series of it: where it lay, how much it grew, and how much it may. */
function soakTable(rows: readonly SoakRow[]): string {
  return rows
    .map(({ mode, ratePerSecond, sent, accepted, denied, kills, storeBytesPerOrder, checks, verdict }) => {
      const killed = Object.entries(kills).map(([victim, times]) => `${victim} ${times}×`);
      const table = new Table({
        head: ['what', 'of', 'growth over', 'median', 'growth', 'allowed', ''],
        style: { head: [], border: [] },
      });
      for (const { kind, of, over, median, growth, allowed, flat } of verdict.flatness) {
        const told = growth === null ? 'unknown' : flat ? 'flat' : 'NOT FLAT';
        table.push([kind, of, over, median, growth ?? 'n/a', allowed, told]);
      }
      return [
        `${mode}: ${ratePerSecond} orders/s, ${accepted} of ${sent} accepted, ${denied} denied a connection; killed ${killed.join(', ')}; ` +
          `${storeBytesPerOrder} bytes of stores per order; checks: ${checks.outcome}; verdict: ${verdict.outcome}`,
        table.toString(),
      ].join('\n');
    })
    .join('\n');
}
