import type { RunFile } from '../../../record/run-file.ts';
import { type JudgedCeiling, judgeCeiling } from '../../figures/ceilings/judge-ceiling.ts';
import { headings } from '../conclude/sentence.ts';
import { figure, listed } from '../format.ts';
import { blocks, bullets, plain, table } from '../markdown.ts';
import type { Place, Section } from './section.ts';

type Ceiling = NonNullable<RunFile['ceilings']>[number];

interface Row {
  ceiling: Ceiling;
  judged: JudgedCeiling | null;
}

/** What each medium does with nothing of ours on it, our share, and what holds ours back; null where not measured. */
export function ceilings({ folder: { run } }: Place): Section | null {
  if (run.ceilings === undefined || run.ceilings.length === 0) return null;
  const sorted = [...run.ceilings].sort((a, b) => a.row - b.row);
  const rows = sorted.map((ceiling) => ({ ceiling, judged: judgeCeiling(ceiling, run.seed) }));
  const limits = sorted.flatMap(({ row, mode, limiter }) =>
    limiter.length === 0 ? [] : [`row ${row}${mode ? `, ${mode}` : ''}: ${limiter.map(plain).join('; ')}`],
  );
  const left = sorted.flatMap(({ row, mode, notCounted = [] }) =>
    notCounted.map((because) => `row ${row}${mode ? `, ${mode}` : ''}: ${plain(because)}`),
  );
  return {
    heading: headings.ceilings,
    body: blocks(
      'The raw cost of each medium with nothing of ours on it, measured in the same blocks, and our share of it (ours / raw, geometric mean with its 95% interval over blocks). ' +
        'A target counts as met or missed when the whole interval lies on one side of it. It is a direction: where it is missed, the table says by how much, and the list below what a profile shows.',
      table(
        ['#', 'mode', 'raw: the medium alone', 'raw', 'ours', 'ours', 'unit', 'share (95% interval)', 'target'],
        rows.map(cells),
      ),
      beyond(rows),
      left.length === 0 ? '' : blocks('Blocks that do not count:', bullets(left)),
      differences(sorted),
      limits.length === 0
        ? ''
        : blocks('What holds ours back (largest self time of a CPU profile, or in words):', bullets(limits)),
    ),
  };
}

/** What is raw must be no slower than ours, or it is no ceiling: said, rather than left to the reader. */
function beyond(rows: readonly Row[]): string {
  const faster = rows.flatMap(({ ceiling: { row, mode }, judged }) =>
    judged?.verdict === 'no ceiling' ? [`row ${row}${mode ? ` of ${mode}` : ''}`] : [],
  );
  if (faster.length === 0) return '';
  return `Ours is better than the raw side in ${listed(faster)}: what stands there is then one plain way to use the medium, and not the most that the medium can do. Read such a share as "no slower than that", never as a ratio to a ceiling.`;
}

/** Of rows whose two sides differ in more than our code, what differs. */
const notes: { rows: number[]; text: string }[] = [
  {
    rows: [1],
    text: 'row 1: for REST the stub that answers both calls runs on the same cores, and its two answers are part of every order: the share tells of the endpoint and of two calls.',
  },
  {
    rows: [4, 6],
    text: 'rows 4 and 6: the raw handler does nothing and tells nobody; ours commits inbox, stock, ledger and outbox, and publishes the outcome.',
  },
  {
    rows: [9],
    text: 'row 9: both sides have the same processes, HTTP front, broker, acknowledgements, queue type, partitions, prefetch, batches and number of events. The empty one has no store, so its inventory passes the order on without prices, and its services are the plain client library behind that front. Its rate is taken over 15 s, ours over 60 s.',
  },
  {
    rows: [10],
    text: 'row 10: the raw side is our own inventory service alone (ours of rows 4 and 6): the row tells what the other services beside it cost on the same cores.',
  },
  {
    rows: [11],
    text: 'row 11: timed to the commit of the inventory service, which is the member that takes over; its notification follows.',
  },
];

function differences(ceilings: readonly Ceiling[]): string {
  const there = new Set(ceilings.map(({ row }) => row));
  const said = notes.filter(({ rows }) => rows.some((row) => there.has(row)));
  return said.length === 0
    ? ''
    : blocks('What differs between the sides beside our code:', bullets(said.map(({ text }) => text)));
}

function cells({ ceiling, judged }: Row): string[] {
  const { row, mode, raw, ours, unit, notMeasured } = ceiling;
  const start = [String(row), mode ?? '–', plain(raw)];
  if (judged === null) {
    return [...start, '–', plain(ours), '–', plain(unit), 'not measured', plain(notMeasured ?? 'no sample')];
  }
  return [...start, figure(judged.raw), plain(ours), figure(judged.ours), plain(unit), judged.share, judged.target];
}
