import { readProcesses, readUptime } from '../../measure/proc.ts';
import { CpuAccount, type PidOf } from '../../measure/process-sampler.ts';
import { sumTrees } from '../../measure/process-tree.ts';

/** What it looks at. */
const host = {
  processes: readProcesses,
  uptime: readUptime,
  /** Seconds of this process by itself: its children are services, brokers and what stands for others. */
  ownSeconds(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};

/** Cores that named processes use, with their children, from one look to the next. One look at `/proc` for all of them. */
export class CpuWatch {
  readonly #accounts = new Map<string, { account: CpuAccount; before: number }>();
  readonly #host: typeof host;
  #lookedMs = performance.now();
  #lookedUptime: number;
  #ownBefore: number;

  constructor(of = host) {
    this.#host = of;
    this.#lookedUptime = of.uptime();
    this.#ownBefore = of.ownSeconds();
  }

  /**
   * By the same names, and this process alone as `own`. A process that began since the last look counts from its start; of one that
   * ran before it was named nobody knows when it used what it has.
   */
  look(pids: Readonly<Record<string, PidOf>>): { own: number; named: Record<string, number> } {
    const nowMs = performance.now();
    const seconds = Math.max(0.001, (nowMs - this.#lookedMs) / 1000);
    this.#lookedMs = nowMs;
    const coresOf = (used: number) => Math.round((used / seconds) * 1000) / 1000;
    const roots = new Map(Object.entries(pids).map(([name, pidOf]) => [name, pidOf()]));
    const named: Record<string, number> = {};
    const lookedUptime = this.#host.uptime();
    for (const [name, use] of sumTrees(this.#host.processes(), roots)) {
      const known = this.#accounts.get(name) ?? { account: new CpuAccount(), before: 0 };
      this.#accounts.set(name, known);
      known.account.add(use, Number(use.root?.split('@')[1] ?? 0) < this.#lookedUptime);
      named[name] = coresOf(known.account.usedSeconds - known.before);
      known.before = known.account.usedSeconds;
    }
    this.#lookedUptime = lookedUptime;
    const ownSeconds = this.#host.ownSeconds();
    const own = coresOf(ownSeconds - this.#ownBefore);
    this.#ownBefore = ownSeconds;
    return { own, named };
  }
}
