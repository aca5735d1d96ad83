import Table from 'cli-table3';
import { InvalidArgumentError } from 'commander';
import type { Mode } from '../../../common/mode.ts';
import { brokerWarmer } from '../../experiments/trial/warm-broker.ts';
import { withSession } from '../../lab/session.ts';
import { seededRandom, shuffled } from '../../measure/random.ts';
import { figure } from '../../report/words/format.ts';
import { eachCell } from '../each-cell.ts';
import { codeOf } from '../exit-codes.ts';
import { asSome, modesOption, namesIn, type Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { isWhole, judgeStored, MOST_MORE } from './judge-stored.ts';
import { measureStored } from './measure-stored.ts';

const codes = `
Exit: 0 an order costs the same, 1 it costs more, or one was lost, 3 not all could be measured.`;

/** `bench stored`. */
export const storedCommand: Register = (program, finish) => {
  program
    .command('stored')
    .description('Does an order cost the same beside a million stored ones? Time to completion, CPU, memory and start.')
    .addOption(modesOption())
    .option(
      '--orders <list>',
      'stored orders to compare, the first with each of the others',
      asOrders,
      [1000, 100_000, 1_000_000],
    )
    .option('--rate <n>', 'orders per second', asSome, 100)
    .option('--seconds <n>', 'how long each is measured', asSome, 20)
    .option('--blocks <n>', 'how often each is measured, in another order each time', asSome, 3)
    .option('--json', 'print the samples and the judgement as JSON on stdout', false)
    .addHelpText('after', codes)
    .action((options) => finish(runStored(options)));
};

interface StoredOptions {
  modes: Mode[];
  orders: number[];
  rate: number;
  seconds: number;
  blocks: number;
  json: boolean;
}

function asOrders(list: string): number[] {
  const orders = namesIn(list).map(asSome);
  if (orders.length < 2) throw new InvalidArgumentError('Expected at least two, to be compared.');
  return orders;
}

/** `bench stored`: 1 when an order costs more beside more stored ones, or one was lost; 3 when that is not known of all. */
function runStored({ modes, orders, rate, seconds, blocks, json }: StoredOptions): Promise<number> {
  return withSession(
    tell,
    async (session) => {
      const warm = brokerWarmer(session);
      let number = 0;
      const { found: samples, failed } = await eachCell(session, cellsOf(modes, orders, blocks), {
        words: ({ mode, stored, block }) => `${mode.name} beside ${stored} orders, block ${block}`,
        measure: async ({ mode, stored, block }) => {
          await warm(mode, ++number);
          const ask = { mode, orders: stored, ratePerSecond: rate, seconds, block, number: ++number };
          return measureStored(session, ask);
        },
      });
      const judged = judgeStored(samples);
      print(json ? JSON.stringify({ samples, ...judged }) : tableOf(judged.rows));
      for (const told of [...judged.dropped, ...judged.reasons]) tell(told);
      const isAll = failed === 0 && isWhole(judged.rows, modes.length * orders.length);
      return codeOf([
        { outcome: judged.reasons.length > 0 ? 'violated' : 'holds' },
        { outcome: isAll ? 'holds' : 'could-not-run' },
      ]);
    },
    { measured: true },
  );
}

/** Each block in an order of its own. */
function cellsOf(modes: readonly Mode[], orders: readonly number[], blocks: number) {
  return Array.from({ length: blocks }, (_, at) => at + 1).flatMap((block) =>
    shuffled(
      modes.flatMap((mode) => orders.map((stored) => ({ mode, stored, block }))),
      seededRandom(block, 'stored'),
    ),
  );
}

function tableOf(rows: ReturnType<typeof judgeStored>['rows']): string {
  const table = new Table({
    head: [
      'mode',
      'stored orders',
      'completion p50 (ms)',
      '×',
      'CPU per order (ms)',
      '×',
      'memory of services (MiB)',
      'ready after (ms)',
    ],
    style: { head: [], border: [] },
  });
  const times = (value: number | null) =>
    value === null ? '–' : `${figure(value)}${value > MOST_MORE ? ' MORE' : ''}`;
  for (const { mode, orders, completionP50Ms, cpuMsPerOrder, memoryMiB, readyAfterMs, times: more } of rows) {
    table.push([
      mode,
      orders,
      figure(completionP50Ms),
      times(more.completion),
      figure(cpuMsPerOrder),
      times(more.cpu),
      memoryMiB,
      readyAfterMs,
    ]);
  }
  return table.toString();
}
