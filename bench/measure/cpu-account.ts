import type { TreeUse } from './process-tree.ts';

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
