import Table from 'cli-table3';
import type { SoakRow } from './soak-command.ts';

/** What each mode did, then every series of it: where it lay, how much it grew, and how much it may. */
export function soakTable(rows: readonly SoakRow[]): string {
  return rows
    .map(({ mode, ratePerSecond, sent, accepted, kills, storeBytesPerOrder, checks, verdict }) => {
      const killed = Object.entries(kills).map(([victim, times]) => `${victim} ${times}×`);
      const table = new Table({
        head: ['per minute', 'of', 'median', 'growth', 'allowed', ''],
        style: { head: [], border: [] },
      });
      for (const { kind, of, median, growth, allowed, flat } of verdict.flatness) {
        table.push([kind, of, median, growth, allowed, flat ? 'flat' : 'NOT FLAT']);
      }
      return [
        `${mode}: ${ratePerSecond} orders/s, ${accepted} of ${sent} accepted; killed ${killed.join(', ')}; ` +
          `${storeBytesPerOrder} bytes of stores per order; checks: ${checks.outcome}; verdict: ${verdict.outcome}`,
        table.toString(),
      ].join('\n');
    })
    .join('\n');
}
