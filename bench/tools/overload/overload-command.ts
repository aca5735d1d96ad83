import type { Mode } from '../../../common/mode.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { withSession } from '../../lab/session.ts';
import { asCount, durabilityOption, modesOption, type Register, withoutOption } from '../options.ts';
import { judgeOverload } from './judge-overload.ts';
import { type Overload, overloadOnce } from './overload-once.ts';
import { type OverloadRow, overloadTable } from './overload-table.ts';

/** `bench overload`. */
export const overloadCommand: Register = (program, finish) => {
  program
    .command('overload')
    .description('Offers several times what a mode can complete: does it go on answering, and recover within 10 s?')
    .addOption(modesOption())
    .option('--times <n>', 'how many times the capacity, which is measured first', asCount, 3)
    .option('--seconds <n>', 'how long', asCount, 60)
    .option('--seed <n>', 'orders and arrivals follow from it', asCount, 1)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .option('--json', 'print the figures as JSON on stdout', false)
    .action((options) => finish(runOverload(options)));
};

interface OverloadOptions extends Overload, Pick<TrialOptions, 'durability' | 'without'> {
  modes: Mode[];
  json: boolean;
}

/** `bench overload`: a table of all modes, and why one does not hold. Returns the exit code. */
function runOverload({ modes, json, durability, without, ...overload }: OverloadOptions): Promise<number> {
  const options: TrialOptions = { durability, without, from: [], tamper: null };
  const say = (line: string) => console.error(line);
  return withSession(say, async (session) => {
    const rows: OverloadRow[] = [];
    for (const [index, mode] of modes.entries()) {
      say(`[${index + 1}/${modes.length}] ${mode.name}: looking for its capacity …`);
      const overloaded = await overloadOnce(session, mode, index + 1, overload, options);
      rows.push({ mode: mode.name, ...overloaded, verdict: judgeOverload(overloaded) });
    }
    console.log(json ? JSON.stringify(rows) : overloadTable(rows));
    for (const { mode, verdict } of rows) for (const reason of verdict.reasons) say(`${mode}: ${reason}`);
    const outcomes = rows.map(({ verdict }) => verdict.outcome);
    if (outcomes.includes('violated')) return 1;
    return outcomes.includes('could-not-run') ? 3 : 0;
  });
}
