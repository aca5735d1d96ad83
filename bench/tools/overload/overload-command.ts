import Table from 'cli-table3';
import type { Mode } from '../../../common/mode.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { withSession } from '../../lab/session.ts';
import { codeOf, eachCodes } from '../exit-codes.ts';
import { asCount, asSome, durabilityOption, modesOption, type Register, withoutOption } from '../options.ts';
import { print, tell } from '../print.ts';
import { judgeOverload, type Overloaded, type OverloadVerdict } from './judge-overload.ts';
import { type Overload, overloadOnce } from './overload-once.ts';

/** `bench overload`. */
export const overloadCommand: Register = (program, finish) => {
  program
    .command('overload')
    .description('Offers several times what a mode can complete: does it go on answering, and recover within 10 s?')
    .addOption(modesOption())
    .option('--times <n>', 'how many times the capacity, which is measured first', asSome, 3)
    .option('--seconds <n>', 'how long', asSome, 60)
    .option('--seed <n>', 'orders and arrivals follow from it', asCount, 1)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .option('--json', 'print the figures as JSON on stdout', false)
    .addHelpText('after', eachCodes)
    .action((options) => finish(runOverload(options)));
};

interface OverloadOptions extends Overload, Pick<TrialOptions, 'durability' | 'without'> {
  modes: Mode[];
  json: boolean;
}

/** `bench overload`: a table of all modes, and why one does not hold. Returns the exit code. */
function runOverload({ modes, json, durability, without, ...overload }: OverloadOptions): Promise<number> {
  const options: TrialOptions = { durability, without, from: [], tamper: null };
  const say = tell;
  return withSession(
    say,
    async (session) => {
      const rows: OverloadRow[] = [];
      for (const [index, mode] of modes.entries()) {
        say(`[${index + 1}/${modes.length}] ${mode.name}: looking for its capacity …`);
        const overloaded = await overloadOnce(session, mode, index + 1, overload, options);
        rows.push({ mode: mode.name, ...overloaded, verdict: judgeOverload(overloaded) });
      }
      print(json ? JSON.stringify(rows) : overloadTable(rows));
      for (const { mode, verdict } of rows) for (const reason of verdict.reasons) say(`${mode}: ${reason}`);
      return codeOf(rows.map(({ verdict }) => verdict));
    },
    { measured: true },
  );
}

type OverloadRow = { mode: string; capacityPerSecond: number; verdict: OverloadVerdict } & Overloaded;

/** One column per mode. */
function overloadTable(rows: readonly OverloadRow[]): string {
  const table = new Table({ head: ['', ...rows.map(({ mode }) => mode)], style: { head: [], border: [] } });
  const line = (name: string, cell: (row: OverloadRow) => string) => void table.push([name, ...rows.map(cell)]);
  line('capacity, orders/s', ({ capacityPerSecond }) => String(capacityPerSecond));
  line('offered meanwhile', ({ figures }) => String(figures.offered));
  line('answers', ({ figures }) => lines(Object.entries(figures.answers).map(([what, count]) => `${what}: ${count}`)));
  line('requests denied a connection', ({ generator }) => String(generator.denied));
  line('refusals with Retry-After', ({ figures: { refusals, withRetryAfter } }) =>
    refusals === 0 ? 'no refusal' : `${Math.floor((withRetryAfter / refusals) * 1000) / 10}%`,
  );
  line('peak memory, of bound, MiB', ({ memory }) =>
    lines(memory.map(({ process, peakMiB, boundMiB }) => `${process} ${Math.round(peakMiB)} of ${boundMiB}`)),
  );
  line('checks', ({ checks }) => checks.outcome);
  line('p99 of answers before, ms', ({ figures }) => String(figures.p99BeforeMs));
  line('normal again after', ({ figures }) => seconds(figures.normalAfterS));
  line('all accepted complete after', ({ figures }) => seconds(figures.drainedAfterS));
  line('verdict', ({ verdict }) => verdict.outcome);
  return table.toString();
}

const lines = (all: string[]) => all.join('\n');
const seconds = (value: number | null) => (value === null ? 'not seen' : `${value} s`);
