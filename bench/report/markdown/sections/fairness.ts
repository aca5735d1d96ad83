import { headings } from '../conclude/sentence.ts';
import { blocks, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** The settings that decide such a comparison; where the modes differ, the row says so. */
export function fairness({ figures: { run } }: Place): Section {
  const rows = run.fairness.map(({ setting, values }) => {
    const cells = run.modes.map((mode) => values[mode]);
    const given = cells.filter((cell) => cell !== undefined);
    const same = new Set(given).size === 1 ? (given.length === cells.length ? 'same' : 'only here') : '**differs**';
    return [
      plain(setting),
      ...cells.map((cell) => (cell === undefined ? '–' : plain(cell))),
      given.length === 0 ? '' : same,
    ];
  });
  const body =
    rows.length === 0
      ? 'No settings were recorded: **nothing in this report should be compared**.'
      : blocks(
          'A comparison is only as fair as its settings. Contracts, bytes of an order, validation, seed, stores and cores are the same code and the same machine in every mode. These settings were in force, with a note where the modes differ; a dash where a mode has no such thing.',
          table(['setting', ...run.modes, 'alike?'], rows),
        );
  return { heading: headings.fairness, body };
}
