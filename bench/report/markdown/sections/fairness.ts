import type { RunFile } from '../../../record/run-file.ts';
import { listed, plural } from '../../words/format.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** What a mode cannot do, as its run recorded it; nothing where none was. */
function inabilities({ modes, cannot }: RunFile): string[] {
  if (!cannot) return [];
  const abilities = [...new Set(modes.flatMap((mode) => Object.keys(cannot[mode] ?? {})))];
  const rows = abilities.map((ability) => [
    plain(ability),
    ...modes.map((mode) => {
      const because = cannot[mode]?.[ability];
      return because === undefined ? 'yes' : `no: ${plain(because)}`;
    }),
  ]);
  if (rows.length === 0) return [];
  return [
    'What not every mode can do or suffer. A *no* is no fault of it: it is what such a medium is, as this mode uses it.',
    folded(`All ${plural(rows.length, 'thing')}`, table(['can it …', ...modes], rows)),
  ];
}

/** The settings that decide such a comparison; where the modes differ, the row says so. */
export function fairness({ figures: { run } }: Place): Section {
  const directed = run.fairness.some(({ pushes }) => pushes !== undefined);
  const differing: string[] = [];
  const rows = run.fairness.map(({ setting, values, pushes }) => {
    const cells = run.modes.map((mode) => values[mode]);
    const given = cells.filter((cell) => cell !== undefined);
    const same = new Set(given).size === 1 ? (given.length === cells.length ? 'same' : 'only here') : '**differs**';
    if (new Set(given).size > 1) differing.push(plain(setting));
    return [
      plain(setting),
      ...cells.map((cell) => (cell === undefined ? '–' : plain(cell))),
      given.length === 0 ? '' : same,
      ...(directed ? [plain(pushes ?? '')] : []),
    ];
  });
  const body =
    rows.length === 0
      ? 'No settings were recorded: **nothing in this report should be compared**.'
      : blocks(
          'A comparison is only as fair as its settings. Contracts, bytes of an order, validation, seed, stores and cores are the same code and the same machine in every mode. The modes differ in ' +
            `${differing.length === 0 ? 'nothing that was recorded' : listed(differing)}.`,
          folded(
            'Every setting that was in force, and where the modes differ',
            table(['setting', ...run.modes, 'alike?', ...(directed ? ['whom it helps or hurts'] : [])], rows),
            'A dash where a mode has no such thing.',
          ),
          ...inabilities(run),
        );
  return { heading: headings.fairness, body };
}
