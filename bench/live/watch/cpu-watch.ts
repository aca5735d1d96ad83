import { readProcesses, readUptime } from '../../measure/proc.ts';
import { CpuAccount, type PidOf } from '../../measure/process-sampler.ts';
import { sumTrees } from '../../measure/process-tree.ts';

/** Cores that named processes use, with their children, from one look to the next. One look at `/proc` for all of them. */
export class CpuWatch {
  readonly #accounts = new Map<string, { account: CpuAccount; before: number }>();
  readonly #began = readUptime();
  #lookedMs = performance.now();

  /** By the same names; a process that came since the last look counts from its start. */
  look(pids: Readonly<Record<string, PidOf>>): Record<string, number> {
    const nowMs = performance.now();
    const seconds = Math.max(0.001, (nowMs - this.#lookedMs) / 1000);
    this.#lookedMs = nowMs;
    const roots = new Map(Object.entries(pids).map(([name, pidOf]) => [name, pidOf()]));
    const cores: Record<string, number> = {};
    for (const [name, use] of sumTrees(readProcesses(), roots)) {
      const known = this.#accounts.get(name) ?? { account: new CpuAccount(), before: 0 };
      this.#accounts.set(name, known);
      known.account.add(use, Number(use.root?.split('@')[1] ?? 0) < this.#began);
      cores[name] = Math.round(((known.account.usedSeconds - known.before) / seconds) * 1000) / 1000;
      known.before = known.account.usedSeconds;
    }
    return cores;
  }
}
