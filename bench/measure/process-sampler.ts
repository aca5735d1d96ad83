import type { ProcessUse, SeriesRow } from '../record/run-file.ts';
import { readProcesses, readUptime } from './proc.ts';
import { sumTrees, type TreeUse } from './process-tree.ts';

/** Gives the pid of now: services are killed and come back under the same name with another one. Null while none runs. */
export type PidOf = () => number | null;

const SAMPLE_MS = 1000;

/**
 * CPU and resident memory of named process trees, read from `/proc` once per second (rules 14 and 15). Descendants are
 * included, so a broker behind `unshare` or a shell is seen whole. Where there is no `/proc`, every figure stays 0.
 * One scan of some 150 processes takes about 3 ms.
 *
 *   /proc ─▶ sumTrees ─▶ CpuAccount per name ─▶ use() · rows()
 */
export class ProcessSampler {
  private readonly pids: ReadonlyMap<string, PidOf>;
  private readonly trial: string;
  private readonly accounts = new Map<string, CpuAccount>();
  private readonly peaks = new Map<string, number>();
  private readonly series: SeriesRow[] = [];
  private readonly startedUptime = readUptime();
  private readonly startedMs = performance.now();
  private lastMs = this.startedMs;
  private timer: NodeJS.Timeout | undefined;

  /** Counting begins now. `processes` maps ProcessUse names (`orders`, `inventory`, …) to their pids. */
  constructor(trial: string, processes: Readonly<Record<string, PidOf>>) {
    this.trial = trial;
    this.pids = new Map(Object.entries(processes));
    for (const name of this.pids.keys()) this.accounts.set(name, new CpuAccount());
    this.take(false);
  }

  start(): this {
    this.timer ??= setInterval(() => this.take(true), SAMPLE_MS).unref();
    return this;
  }

  /** One sample more, out of turn: call it just before a process is killed. */
  sample(): void {
    this.take(false);
  }

  /** Takes a last sample. Idempotent. */
  stop(): void {
    if (this.timer) this.take(false);
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** CPU seconds and peak RSS per name since counting began. */
  use(): ProcessUse[] {
    return [...this.accounts].map(([process, { usedSeconds }]) => ({
      process,
      cpuSeconds: Math.round(usedSeconds * 100) / 100,
      rssPeakMiB: Math.round((this.peaks.get(process) ?? 0) * 10) / 10,
    }));
  }

  /** `cpu` as cores used during the second before, `rss-mib` at its end. */
  rows(): readonly SeriesRow[] {
    return this.series;
  }

  private take(intoSeries: boolean): void {
    const roots = new Map([...this.pids].map(([name, pidOf]) => [name, pidOf()]));
    const nowMs = performance.now();
    for (const [name, use] of sumTrees(readProcesses(), roots)) this.account(name, use, nowMs, intoSeries);
    if (intoSeries) this.lastMs = nowMs;
  }

  private readonly usedAtRow = new Map<string, number>();

  private account(process: string, use: TreeUse, nowMs: number, intoSeries: boolean): void {
    const account = this.accounts.get(process);
    if (!account) return;
    account.add(use, startOf(use) < this.startedUptime);
    this.peaks.set(process, Math.max(use.rssMiB, this.peaks.get(process) ?? 0));
    if (!intoSeries) return;
    const cores = (account.usedSeconds - (this.usedAtRow.get(process) ?? 0)) / ((nowMs - this.lastMs) / 1000);
    this.usedAtRow.set(process, account.usedSeconds);
    const row = { trial: this.trial, second: Math.round((nowMs - this.startedMs) / 1000), process };
    this.series.push({ ...row, metric: 'cpu', value: Math.round(cores * 1000) / 1000 });
    this.series.push({ ...row, metric: 'rss-mib', value: Math.round(use.rssMiB * 10) / 10 });
  }
}

/** Seconds after boot at which the tree's root began. */
const startOf = (use: TreeUse) => Number(use.root?.split('@')[1] ?? 0);

/**
 * CPU seconds used under one name since counting began, across every process that bore it. Never falls: what a dead
 * process used stays counted, what it used after the last sample before its death is lost.
 */
export class CpuAccount {
  /** CPU seconds since counting began. */
  usedSeconds = 0;
  private last: TreeUse | null = null;

  /** `bornBefore`: the tree's root was running before counting began, so what it had used by then is not ours. */
  add(use: TreeUse, bornBefore: boolean): void {
    if (use.root === null) return;
    const same = this.last?.root === use.root;
    const before = same ? (this.last?.cpuSeconds ?? 0) : bornBefore ? use.cpuSeconds : 0;
    // A child that ends without being waited for takes its time with it: the sum falls, the account does not.
    this.usedSeconds += Math.max(0, use.cpuSeconds - before);
    this.last = use;
  }
}
