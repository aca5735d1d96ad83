/** What the contracts let a body hold: 100 lines, and 256 letters in a name (see common/contracts/orders.ts). */
const MOST_LINES = 100;
const NAME_LETTERS = 230;
/** Mean bytes of one line with a sku of the catalogue, and of everything around the lines. */
const LINE_BYTES = 37;
const AROUND_BYTES = 105;

/**
 * Lines and letters of a body of about so many bytes: a long name first, then lines, since nothing else in an order can
 * grow. 100 lines, about 4 kB, is the most the contracts allow.
 */
export function bodyOf(bytes: number): { lines: number; nameLetters: number } {
  const lines = Math.round((bytes - AROUND_BYTES - NAME_LETTERS) / LINE_BYTES);
  return { lines: Math.min(MOST_LINES, Math.max(1, lines)), nameLetters: NAME_LETTERS };
}
