import Table from 'cli-table3';
import { InvalidArgumentError } from 'commander';
import type { Mode } from '../../../common/mode.ts';
import { withSession } from '../../lab/session.ts';
import { seededRandom } from '../../measure/random.ts';
import { figure } from '../../report/words/format.ts';
import { asSome, modesOption, namesIn, type Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { judgeStored, MOST_MORE } from './judge-stored.ts';
import { measureStored, type StoredSample } from './measure-stored.ts';

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

/** `bench stored`: 1 when an order costs more beside more stored ones, or one was lost. */
function runStored({ modes, orders, rate, seconds, blocks, json }: StoredOptions): Promise<number> {
  return withSession(
    tell,
    async (session) => {
      const samples: StoredSample[] = [];
      const cells = modes.length * orders.length * blocks;
      for (let block = 1; block <= blocks; block++) {
        const random = seededRandom(block, 'stored');
        const inTurn = modes
          .flatMap((mode) => orders.map((each) => ({ mode, orders: each, at: random() })))
          .sort((a, b) => a.at - b.at);
        for (const { mode, orders: stored } of inTurn) {
          const number = samples.length + 1;
          tell(`${number}/${cells} ${mode.name} beside ${stored} orders, block ${block} …`);
          samples.push(
            await measureStored(session, { mode, orders: stored, ratePerSecond: rate, seconds, block, number }),
          );
        }
      }
      const judged = judgeStored(samples);
      print(json ? JSON.stringify({ samples, ...judged }) : tableOf(judged.rows));
      for (const reason of judged.reasons) tell(reason);
      return judged.reasons.length > 0 ? 1 : 0;
    },
    { measured: true },
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
    value === null ? '1' : `${figure(value)}${value > MOST_MORE ? ' MORE' : ''}`;
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
