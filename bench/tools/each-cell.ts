import { isDead } from '../brokers/is-dead.ts';
import type { Session } from '../lab/session.ts';

/**
 * Measures each cell in its turn. One that cannot be measured is told and left out, and the others go on, with another broker
 * where that one died. Throws only when interrupted.
 */
export async function eachCell<Cell extends { mode: Parameters<Session['renew']>[0] }, Found>(
  { say, signal, renew }: Pick<Session, 'say' | 'signal' | 'renew'>,
  cells: readonly Cell[],
  { words, measure }: { words: (cell: Cell) => string; measure: (cell: Cell) => Promise<Found> },
): Promise<{ found: Found[]; failed: number }> {
  const found: Found[] = [];
  let failed = 0;
  for (const [at, cell] of cells.entries()) {
    say(`${at + 1}/${cells.length} ${words(cell)} …`);
    try {
      found.push(await measure(cell));
    } catch (error) {
      if (signal.aborted) throw error;
      failed++;
      say(`        could not be measured: ${error instanceof Error ? error.message : String(error)}`);
      await renew(cell.mode, isDead);
    }
  }
  return { found, failed };
}
