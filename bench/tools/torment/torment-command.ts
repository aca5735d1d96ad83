import type { Settings } from '../../../common/base/config.ts';
import type { Mode } from '../../../common/mode.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { roomFor } from '../../lab/cluster-room.ts';
import { payingOf, refuseUnknownShape, unwell } from '../../lab/provider/provider.ts';
import { type SessionOptions, withSession } from '../../lab/session.ts';
import { refuseUnknownWork, type WorkOptions } from '../../lab/warehouse/work-options.ts';
import { judgedCodes } from '../exit-codes.ts';
import {
  addWorkOptions,
  asCount,
  asSome,
  clusterOption,
  durabilityOption,
  mailOption,
  modesOption,
  paymentOption,
  type Register,
  withoutOption,
} from '../options.ts';
import { print, tell } from '../print.ts';
import { asShare } from './cancel-orders.ts';
import { type Tormented, tormentOnce } from './torment-once.ts';

/** `bench torment`. */
export const tormentCommand: Register = (program, finish) => {
  const command = program
    .command('torment')
    .description(
      'Kills every service and the broker at random under load, seed by seed, and lets all checks judge; with --payment what is around a payment fails as well.',
    )
    .addOption(modesOption())
    .option('--seeds <n>', 'how many seeds per mode', asSome, 20)
    .option('--seed <n>', 'the first of them; moments of death, orders and arrivals follow from it', asCount, 1)
    .option('--seconds <n>', 'how long orders come and processes die', asSome, 12)
    .option('--rate <n>', 'orders per second', asSome, 60)
    .option('--cancel <share>', 'so many of the orders are cancelled at random moments, of 1', asShare, 0)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .addOption(mailOption())
    .addOption(clusterOption())
    .addOption(paymentOption())
    .addHelpText('after', judgedCodes)
    .action((options) => finish(runTorment(options)));
  addWorkOptions(command);
};

interface TormentOptions extends Pick<TrialOptions, 'durability' | 'without' | 'mail'>, WorkOptions, SessionOptions {
  modes: Mode[];
  seeds: number;
  /** The first of them. */
  seed: number;
  seconds: number;
  rate: number;
  cancel: number;
  payment: Settings['LAB_PAYMENT'];
}

type Outcome = Tormented['judgement']['outcome'];

/** `bench torment`: one line per mode and seed, then the sum. Returns the exit code. */
function runTorment({
  modes,
  seeds,
  seed: first,
  seconds,
  rate,
  cancel,
  cluster,
  payment,
  ...given
}: TormentOptions): Promise<number> {
  refuseUnknownWork(modes, given, payment !== 'off');
  refuseUnknownShape(modes, payment);
  const paying = payingOf(payment, first, unwell);
  const options: TrialOptions = { ...given, paying, from: [], tamper: null };
  const room = roomFor(modes, cluster);
  if (room !== null) tell(room);
  const say = () => {}; // every death of a service would be a line
  return withSession(
    say,
    async (session) => {
      const counts: Record<Outcome, number> = { holds: 0, violated: 0, unknown: 0 };
      let number = 0;
      for (const mode of modes) {
        for (let seed = first; seed < first + seeds && !session.signal.aborted; seed++) {
          const torment = { seed, seconds, ratePerSecond: rate, cancel };
          const tormented = await tormentOnce(session, mode, ++number, torment, options);
          counts[tormented.judgement.outcome]++;
          print(lineOf(mode, seed, tormented));
        }
      }
      const { holds, violated, unknown } = counts;
      print(`${number} runs: every check holds in ${holds}, ${violated} violated, ${unknown} unknown.`);
      return violated > 0 ? 1 : Number(unknown > 0) * 2;
    },
    { cluster },
  );
}

function lineOf({ name }: Mode, seed: number, { deaths, suffered, sent, accepted, judgement }: Tormented): string {
  const killed = Object.entries(deaths).map(([victim, times]) => `${victim} ${times}×`);
  const bad = judgement.verdicts.filter(({ outcome }) => outcome === 'violated' || outcome === 'unknown');
  const why = bad.map(({ check, outcome, because }) => `\n    ${check} ${outcome}: ${because}`).join('');
  const back = judgement.verdicts.find(({ check }) => check === 'cancelled');
  const gone = back?.outcome === 'holds' ? `\n    ${back.because}` : '';
  const money = judgement.verdicts.find(({ check }) => check === 'compensated');
  const paid = money?.outcome === 'holds' ? `\n    ${money.because}` : '';
  const faults = Object.entries(suffered).map(([fault, { injected, seen }]) => `${fault} ${seen} of ${injected}×`);
  const around = faults.length === 0 ? '' : `\n    seen besides: ${faults.join(', ')}`;
  return `${name}, seed ${seed}: ${accepted} of ${sent} accepted; killed ${killed.join(', ')}; ${judgement.outcome}${why}${around}${paid}${gone}`;
}
