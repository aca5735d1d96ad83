import { blocks, code, plain, table } from '../markdown.ts';
import type { ReplayEvidence } from '../run-file.ts';
import type { Place } from './section.ts';

/** Digests, offsets and row counts of each replay, and what the analytics service made of the stream. */
export function replayEvidence({ folder: { run, metrics }, prefix }: Place): string {
  const replays = run.trials.flatMap((trial) => (trial.replay === null ? [] : [{ trial, replay: trial.replay }]));
  const parts = replays.map(({ trial, replay }) =>
    blocks(
      `**${plain(trial.id)}** rebuilt ${plain(replay.what)} from ${plain(replay.from)}. ` +
        `Digest before ${code(replay.digestBefore)}, after ${code(replay.digestAfter)}.`,
      table(['read back', 'before', 'at reset', 'after'], positions(replay)),
    ),
  );
  if (metrics !== null) parts.push(blocks(folded(metrics), `The whole result: [metrics.json](${prefix}metrics.json).`));
  return parts.length === 0 ? '' : blocks('### Replay: offsets, rows and digests', ...parts);
}

function positions(replay: ReplayEvidence): string[][] {
  const keys = (...records: Record<string, string | number>[]) => [...new Set(records.flatMap(Object.keys))].sort();
  const { offsetsBefore, offsetsAtReset, offsetsAfter, rowsBefore, rowsAfter } = replay;
  return [
    ...keys(offsetsBefore, offsetsAtReset, offsetsAfter).map((key) => [
      `offset ${code(key)}`,
      ...[offsetsBefore, offsetsAtReset, offsetsAfter].map((offsets) => offsets[key] ?? '–'),
    ]),
    ...keys(rowsBefore, rowsAfter).map((key) => [
      `rows of ${plain(key)}`,
      String(rowsBefore[key] ?? '–'),
      '',
      String(rowsAfter[key] ?? '–'),
    ]),
  ];
}

function folded(metrics: Record<string, unknown>): string {
  const values = ['orders', 'confirmed', 'rejected', 'failureRate', 'digest'].flatMap((key) => {
    const value = metrics[key];
    return typeof value === 'number' || typeof value === 'string' ? [`${key} ${code(String(value))}`] : [];
  });
  return `What the analytics service had folded from the streams: ${values.join(', ')}.`;
}
