import type { ReplayEvidence } from '../../../record/run-file.ts';
import type { Rebuild } from '../../figures/replay.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import { equal } from '../../tables/replay.ts';
import { textOf } from '../../tables/table.ts';
import { count, percent } from '../../words/format.ts';
import { headings } from '../conclude/sentence.ts';
import { blocks, bullets, code, folded, plain, table } from '../markdown.ts';
import type { Place, Section } from './document.ts';

/** Digests, offsets and row counts of each rebuild, for somebody who wants to check them with other tools. */
export function replayEvidence({ figures, prefix }: Place): Section | null {
  const rebuilds = figures.replay?.rebuilds ?? [];
  if (rebuilds.length === 0) return null;
  const body = blocks(
    'Offsets are those of the next record to be read, as the broker told them; its own tools must show the same.',
    ...rebuilds.map(one),
    analyticsOf(figures, prefix),
  );
  return { heading: headings.replay, body };
}

function one(rebuild: Rebuild): string {
  const { trial, replay } = rebuild;
  const { name, what, from, digest, expectedDigest, expectedFrom, gaps, unreadable } = replay;
  const facts = [
    `Rebuilt: ${plain(what)}. Read from: ${plain(from)}.`,
    `Digest ${code(digest)}; must be ${code(expectedDigest)}, taken from ${plain(expectedFrom)}.`,
    ...(replay.events ? [eventsOf(replay.events)] : []),
    `Is it the same? ${plain(textOf(equal(rebuild)))}. Duplicates ignored: ${count(replay.duplicatesIgnored)}.`,
    ...gaps.map((gap) => `**Gap:** ${plain(gap)}.`),
    ...unreadable.map((each) => `Unreadable: ${plain(each)}`),
  ];
  return folded(
    `${plain(name)} in ${trial.mode}, trial ${code(trial.id)}`,
    bullets(facts),
    offsets(replay),
    rows(replay),
  );
}

const eventsOf = ({ orders, differ, digest, expectedDigest }: NonNullable<ReplayEvidence['events']>): string =>
  `Events of ${count(orders)} orders, one by one: ${code(digest)}; must be ${code(expectedDigest)}; of ${count(differ)} they say something else.`;

const keysOf = (...records: Record<string, unknown>[]) =>
  [...new Set(records.flatMap(Object.keys))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

function offsets({ offsetsBefore, offsetsAtReset, offsetsAfter }: ReplayEvidence): string {
  const steps = [offsetsBefore, offsetsAtReset, offsetsAfter];
  const keys = keysOf(...steps);
  if (keys.length === 0) return '';
  return table(
    ['offset of partition', 'before', 'at reset', 'after'],
    keys.map((key) => [code(key), ...steps.map((step) => plain(step[key] ?? '–'))]),
  );
}

function rows({ rowsBefore, rowsAfter }: ReplayEvidence): string {
  const keys = keysOf(rowsBefore, rowsAfter);
  if (keys.length === 0) return '';
  return table(
    ['rows of', 'before', 'after', 'changed?'],
    keys.map((key) => {
      const [was, is] = [rowsBefore[key], rowsAfter[key]];
      return [plain(key), String(was ?? '–'), String(is ?? '–'), was === is ? 'no' : '**YES**'];
    }),
  );
}

/** What the analytics service had folded from the events at the end of each trial of replay; '' where there is none. */
function analyticsOf({ analytics, replay }: RunFigures, prefix: string): string {
  const rows = (replay?.trials ?? []).flatMap(({ trial: { id } }) => {
    const of = analytics[id];
    if (typeof of !== 'object' || of === null) return [];
    const { orders, confirmed, rejected, failureRate, digest } = of as Record<string, unknown>;
    const number = (value: unknown) => (typeof value === 'number' ? count(value) : '–');
    const share = typeof failureRate === 'number' ? percent(failureRate, 1) : '–';
    const short = typeof digest === 'string' ? code(digest) : '–';
    return [[code(id), number(orders), number(confirmed), number(rejected), share, short]];
  });
  if (rows.length === 0) return '';
  return blocks(
    `**What the analytics service had folded** from the events at the end of each trial (all of it: [metrics.json](${prefix}metrics.json)):`,
    table(['trial', 'orders', 'confirmed', 'rejected', 'failure rate', 'digest of its state'], rows),
  );
}
