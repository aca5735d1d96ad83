const steps: Record<string, [row: number, column: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Arrow keys go from button to button, to the next one there is in that direction: with Tab alone the last is a hundred presses away. */
export function moveInMatrix(event: KeyboardEvent): void {
  const { key, target, currentTarget } = event;
  const step = steps[key];
  const cell = target instanceof Element && target.closest<HTMLTableCellElement>('td, th');
  if (!step || !cell || !(currentTarget instanceof Element)) return;
  const rows = [...currentTarget.querySelectorAll<HTMLTableRowElement>('.matrix tbody tr:not(.told)')];
  let row = rows.findIndex((one) => one.contains(cell));
  if (row === -1) return; // the figures of a fault have arrows of their own
  event.preventDefault();
  const [down, right] = step;
  let column = cell.cellIndex;
  for (let there: Element | undefined = cell; there; there = rows[row]?.cells[column]) {
    const button = there.querySelector('button');
    if (there !== cell && button?.checkVisibility()) return button.focus();
    row += down;
    column += right;
  }
}
