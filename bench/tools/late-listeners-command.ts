import Table from 'cli-table3';
import { Option } from 'commander';
import type { Mode } from '../../common/mode.ts';
import { type CatchUp, measureCatchUp } from '../experiments/late/catch-up.ts';
import { measureFanOut } from '../experiments/late/fan-out.ts';
import { droppedIn, type FanOutRow, fanOutRows, reasonsIn } from '../experiments/late/judge-late.ts';
import { withSession } from '../lab/session.ts';
import { figure } from '../report/words/format.ts';
import { eachCell } from './each-cell.ts';
import { codeOf } from './exit-codes.ts';
import { modesOption, type Register } from './options.ts';
import { print, tell } from './print.ts';

/** In a standard run as many blocks as counts: each count comes once in each place. */
const sizes = {
  quick: { orders: 500, ratePerSecond: 100, counts: [0, 2, 10], rate: 40, seconds: 6, blocks: 1 },
  standard: { orders: 10_000, ratePerSecond: 200, counts: [0, 2, 5, 10], rate: 50, seconds: 8, blocks: 4 },
} as const;

const codes = `
Exit: 0 each knows what its medium can tell, 1 one knows what did not happen, or less than that, 3 not all could be measured.`;

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

/** `bench late-listeners`: 1 when one of them knows what did not happen, or less than its medium tells; 3 when not all was measured. */
function runLateListeners({ modes, profile, json }: LateOptions): Promise<number> {
  const { orders, ratePerSecond, counts, rate, seconds, blocks } = sizes[profile];
  return withSession(
    tell,
    async (session) => {
      let number = 0;
      const { found: caughtUp, failed: never } = await eachCell(
        session,
        modes.map((mode) => ({ mode })),
        {
          words: ({ mode }) => `${mode.name}: two listeners after ${orders} orders`,
          measure: ({ mode }) => measureCatchUp(session, { mode, orders, ratePerSecond, number: ++number }),
        },
      );
      const { found, failed } = await eachCell(session, inBlocks(modes, blocks), {
        words: ({ mode, block }) => `${mode.name}: beside ${counts.join(', ')} listeners, block ${block}`,
        measure: ({ mode, block }) =>
          measureFanOut(session, { mode, block, counts, ratePerSecond: rate, seconds, number: ++number }),
      });
      const samples = found.flatMap((each) => each.samples);
      const rows = fanOutRows(samples);
      const reasons = reasonsIn(
        caughtUp,
        found.flatMap(({ behind }) => behind),
      );
      print(json ? JSON.stringify({ caughtUp, samples, rows, reasons }) : `${tableOf(caughtUp)}\n${costOf(rows)}`);
      for (const told of [...droppedIn(samples), ...reasons]) tell(told);
      const isAll = never + failed === 0 && rows.length === modes.length * counts.length;
      return codeOf([
        { outcome: reasons.length > 0 ? 'violated' : 'holds' },
        { outcome: isAll ? 'holds' : 'could-not-run' },
      ]);
    },
    { measured: true },
  );
}

/** There and back: what drifts meets every mode from both sides. */
const inBlocks = (modes: readonly Mode[], blocks: number) =>
  Array.from({ length: blocks }, (_, at) => at + 1).flatMap((block) =>
    (block % 2 === 0 ? modes.toReversed() : modes).map((mode) => ({ mode, block })),
  );

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
