import Table from 'cli-table3';
import type { SoakVerdict } from './judge-soak.ts';
import type { SoakOf } from './soak-once.ts';

export type SoakRow = { mode: string; ratePerSecond: number; verdict: SoakVerdict } & SoakOf;

/** What each mode did, then every series of it: where it lay, how much it grew, and how much it may. */
export function soakTable(rows: readonly SoakRow[]): string {
  return rows
    .map(({ mode, ratePerSecond, sent, accepted, kills, storeBytesPerOrder, checks, verdict }) => {
      const killed = Object.entries(kills).map(([victim, times]) => `${victim} ${times}×`);
      const table = new Table({
        head: ['what', 'of', 'growth over', 'median', 'growth', 'allowed', ''],
        style: { head: [], border: [] },
      });
      for (const { kind, of, over, median, growth, allowed, flat } of verdict.flatness) {
        const told = growth === null ? 'unknown' : flat ? 'flat' : 'NOT FLAT';
        table.push([kind, of, over, median, growth ?? 'n/a', allowed, told]);
      }
      return [
        `${mode}: ${ratePerSecond} orders/s, ${accepted} of ${sent} accepted; killed ${killed.join(', ')}; ` +
          `${storeBytesPerOrder} bytes of stores per order; checks: ${checks.outcome}; verdict: ${verdict.outcome}`,
        table.toString(),
      ].join('\n');
    })
    .join('\n');
}
