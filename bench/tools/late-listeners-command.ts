import Table from 'cli-table3';
import { Option } from 'commander';
import type { Mode } from '../../common/mode.ts';
import { type CatchUp, measureCatchUp } from '../experiments/late/catch-up.ts';
import { type FanOut, measureFanOut } from '../experiments/late/fan-out.ts';
import { type FanOutRow, fanOutRows, reasonsIn } from '../experiments/late/judge-late.ts';
import { withSession } from '../lab/session.ts';
import { figure } from '../report/words/format.ts';
import { modesOption, type Register } from './options.ts';
import { print, tell } from './print.ts';

/** In a standard run as many blocks as counts: each count comes once in each place. */
const sizes = {
  quick: { orders: 500, ratePerSecond: 100, counts: [0, 2, 10], rate: 40, seconds: 6, blocks: 1 },
  standard: { orders: 10_000, ratePerSecond: 200, counts: [0, 2, 5, 10], rate: 50, seconds: 8, blocks: 4 },
} as const;

const codes = `
Exit: 0 each knows what its medium can tell, 1 one knows what did not happen, or less than that, 3 could not run.`;

/** `bench late-listeners`. */
export const lateListenersCommand: Register = (program, finish) => {
  program
    .command('late-listeners')
    .description('What do services know that nobody planned for, and what does each of ten cost those who were?')
    .addOption(modesOption())
    .addOption(
      new Option('--profile <size>', 'how many orders, how long and how often')
        .choices(Object.keys(sizes))
        .default('standard'),
    )
    .option('--json', 'print the samples and the rows as JSON on stdout', false)
    .addHelpText('after', codes)
    .action((options) => finish(runLateListeners(options)));
};

interface LateOptions {
  modes: Mode[];
  profile: keyof typeof sizes;
  json: boolean;
}

/** `bench late-listeners`: 1 when one of them knows what did not happen, or less than its medium tells. */
function runLateListeners({ modes, profile, json }: LateOptions): Promise<number> {
  const { orders, ratePerSecond, counts, rate, seconds, blocks } = sizes[profile];
  return withSession(
    tell,
    async (session) => {
      const caughtUp: CatchUp[] = [];
      const samples: FanOut[] = [];
      let number = 0;
      for (const mode of modes) {
        tell(`${mode.name}: two listeners after ${orders} orders …`);
        caughtUp.push(await measureCatchUp(session, { mode, orders, ratePerSecond, number: ++number }));
      }
      for (let block = 1; block <= blocks; block++) {
        for (const mode of block % 2 === 0 ? modes.toReversed() : modes) {
          tell(`${mode.name}: beside ${counts.join(', ')} listeners, block ${block} of ${blocks} …`);
          const ask = { mode, block, counts, ratePerSecond: rate, seconds, number: ++number };
          samples.push(...(await measureFanOut(session, ask)));
        }
      }
      const rows = fanOutRows(samples);
      const reasons = reasonsIn(caughtUp);
      print(json ? JSON.stringify({ caughtUp, samples, rows, reasons }) : `${tableOf(caughtUp)}\n${costOf(rows)}`);
      for (const reason of reasons) tell(reason);
      return reasons.length > 0 ? 1 : 0;
    },
    { measured: true },
  );
}

const plain = { head: [], border: [] };
const ms = (value: number | null | undefined) => (value === null || value === undefined ? '–' : Math.round(value));

function tableOf(all: readonly CatchUp[]): string {
  const table = new Table({
    head: ['mode', 'orders before', 'knows', 'exactly', 'ready (ms)', 'caught up (ms)', 'told again: knows', '(ms)'],
    style: plain,
  });
  for (const { mode, before, heard, confirmed, exact, readyMs, caughtUpMs, again } of all) {
    const of = (known: number) => `${known} of ${confirmed} sales`;
    const told = again === null ? '–' : `${of(again.heard)}${again.exact ? '' : ', NOT EXACTLY'}`;
    table.push([mode, before, of(heard), exact ? 'yes' : 'NO', ms(readyMs), ms(caughtUpMs), told, ms(again?.tookMs)]);
  }
  return table.toString();
}

function costOf(rows: readonly FanOutRow[]): string {
  const table = new Table({
    head: [
      'mode',
      'listeners',
      'CPU per order of services and broker (ms)',
      '× none',
      'of it for each listener (ms)',
      'of a listener itself (ms)',
      'completion p50 (ms)',
    ],
    style: plain,
  });
  for (const { mode, listeners, serversMs, eachMs, ownMs, completionP50Ms, times } of rows) {
    const interval = times && `${figure(times.ratio)} (${figure(times.low)} to ${figure(times.high)})`;
    const some = (value: number | null) => (value === null ? '–' : figure(value));
    table.push([
      mode,
      listeners,
      figure(serversMs),
      interval ?? '–',
      some(eachMs),
      some(ownMs),
      figure(completionP50Ms),
    ]);
  }
  return table.toString();
}
