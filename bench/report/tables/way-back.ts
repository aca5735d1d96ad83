import { situationNames, ways } from '../../record/way-back-cell.ts';
import type { WayBackFigures } from '../figures/way-back.ts';
import { count, figure } from '../words/format.ts';
import { modeLabel } from '../words/names.ts';
import {
  afterWords,
  olderSituationWords,
  situationWords,
  wayRateWords,
  wayShort,
  wayWords,
  withinWords,
} from '../words/way-back-words.ts';
import { modeColumns, noFigure, type SummaryTable, unusedFigure, voidRemark } from './table.ts';

export const knowsTitle = 'The caller knows the outcome within';
export const situationsTitle = 'Ways back to the caller, situation by situation';

/** Where the caller himself may be what was measured. */
const LATE = 'not told';
/** Where every order failed at once: there was no outcome to come. */
const NOBODY = 'nobody was waiting';
const OLDER =
  'Measured by older rules: whoever never knew is in no time, and what was placed again through the broker is not counted.';

/** How soon callers knew while nothing failed, mode beside mode; and what each way came to in each situation. */
export const wayBackTables = (wayBack: WayBackFigures): SummaryTable[] => [
  knowsTable(wayBack),
  situationsTable(wayBack),
];

function knowsTable({ modes, rate }: WayBackFigures): SummaryTable {
  return {
    title: knowsTitle,
    note: `While nothing fails, orders at ${wayRateWords(rate)}, all ways of a mode at the same time: median and 90%, from the moment an order was to be sent. One process of the bench is all callers. Measured once in each mode, and not ranked.`,
    columns: modeColumns(modes.map(({ mode }) => mode)),
    rows: ways.map((way) => ({
      label: `who ${wayWords[way]}`.replace('who the', 'the'),
      cells: modes.map(({ trial, usable, rows }) => {
        const row = rows.find((each) => each.way === way && each.situation === 'steady');
        if (row === undefined) return noFigure;
        if (!usable) return unusedFigure([trial]);
        return row.late ? LATE : withinWords(row.knownWithin.p50, row.knownWithin.p90);
      }),
    })),
    remarks: modes.flatMap(({ mode, trial, rows }) => [
      ...voidRemark(trial),
      ...rows.flatMap(({ situation, way, late, lateP99Ms = 0 }) =>
        late
          ? [
              `${modeLabel(mode)}, ${situation}, ${wayShort[way]}: no time is told. Its orders left up to ${figure(lateP99Ms)} ms late (p99), by the caller’s own doing.`,
            ]
          : [],
      ),
    ]),
  };
}

function situationsTable({ modes, older }: WayBackFigures): SummaryTable {
  const rows = modes.flatMap(({ mode, trial, usable, rows: own }) =>
    situationNames.flatMap((situation) =>
      own
        .filter((row) => row.situation === situation)
        .map((row) => {
          const { placed, known, failed, knownWithin, afterOutcome, requestsPerOrder, bytesPerOrder } = row;
          const { late, lateP99Ms, nobodyWaited } = row;
          const spread = ({ p50, p90, max }: typeof knownWithin, words: typeof withinWords) =>
            !usable ? unusedFigure([trial]) : late ? LATE : words(p50, p90, max);
          const knew = `${count(known)} of ${count(placed)}`;
          return {
            label: `${modeLabel(mode)}, ${situation}, ${wayShort[row.way]}`,
            cells: [
              nobodyWaited ? NOBODY : known < placed ? { loud: knew } : knew,
              count(failed),
              spread(knownWithin, withinWords),
              spread(afterOutcome, afterWords),
              figure(requestsPerOrder),
              `${count(bytesPerOrder)}${row.way === 'reply' ? ', bodies alone' : ''}`,
              lateP99Ms === undefined ? noFigure : figure(lateP99Ms),
            ],
          };
        }),
    ),
  );
  return {
    title: situationsTitle,
    note: `Median, 90% and the longest${older ? '' : ' of all callers, whoever never knew with the time that he waited'}; n/a where there are too few orders for it (200 for a median, 1000 for 90%). Bytes: of HTTP in both directions, heads and all; of messages through the broker their bodies alone, so that the two do not compare. A callback that found nobody is no request.`,
    columns: [
      { head: 'callers who know' },
      { head: 'of those failed' },
      { head: 'know within' },
      { head: 'after the outcome was decided' },
      { head: 'requests per order' },
      { head: 'bytes per order' },
      { head: 'left late, p99 (ms)' },
    ],
    rows,
    remarks: [
      ...situationNames.map((each) => `${each}: ${(older ? olderSituationWords : situationWords)[each]}.`),
      ...(older ? [OLDER] : []),
    ],
    aside: true,
  };
}
