import type { Mode } from '../../../common/mode.ts';
import type { TrialOptions } from '../../experiments/plan/trial-plan.ts';
import { withSession } from '../../lab/session.ts';
import { judgeOverload } from './judge-overload.ts';
import { type Overload, overloadOnce } from './overload-once.ts';
import { type OverloadRow, overloadTable } from './overload-table.ts';

export interface OverloadOptions extends Overload, Pick<TrialOptions, 'durability' | 'without'> {
  modes: Mode[];
  json: boolean;
}

/** `bench overload`: a table of all modes, and why one does not hold. Returns the exit code. */
export function overloadCommand({ modes, json, durability, without, ...overload }: OverloadOptions): Promise<number> {
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
