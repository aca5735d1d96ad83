import type { ReplayEvidence } from '../../../record/run-file.ts';
import { isUsable } from '../../../record/trial-use.ts';
import { changedRows, type Rebuild, resultOf } from '../../figures/replays.ts';
import { count, figure, msOfMicros, percent, plural, rate } from '../format.ts';
import { unusedFigure } from './mode-row.ts';

/** The cells of one rebuild, in plain words. */

export function can(replay: ReplayEvidence): string {
  return { equal: 'yes', gap: 'in part', differs: 'NO', nothing: 'NO' }[resultOf(replay)];
}

/** With any gap the rebuild is called incomplete and nothing else. */
export function equal(replay: ReplayEvidence): string {
  const changed = changedRows(replay);
  const rows = changed.length === 0 ? '' : `ROWS CHANGED (${changed.join(', ')})`;
  switch (resultOf(replay)) {
    case 'gap':
      return [`incomplete: ${replay.gaps.join('; ')}`, rows].filter(Boolean).join('; ');
    case 'nothing':
      return 'NO: nothing was read';
    case 'differs':
      return `NO: ${[replay.digest === replay.expectedDigest ? '' : 'another digest', rows].filter(Boolean).join(', ')}`;
    case 'equal': {
      const untouched = Object.keys(replay.rowsBefore).length === 0 ? '' : '; not a row changed';
      const ignored = replay.duplicatesIgnored === 0 ? '' : `, ${count(replay.duplicatesIgnored)} duplicates ignored`;
      return `yes${untouched}${ignored}`;
    }
  }
}

export function time({ trial, replay }: Rebuild): string {
  if (!isUsable(trial)) return unusedFigure([trial]);
  const { seconds, records, requests, recordsPerSecond, ceilingPerSecond } = replay;
  const flow = recordsPerSecond === null ? 'too short for a rate' : `${count(recordsPerSecond)}/s while they flowed`;
  const ceiling =
    recordsPerSecond === null || !ceilingPerSecond
      ? ''
      : `, ${percent(recordsPerSecond, ceilingPerSecond)} of an empty handler's ${count(ceilingPerSecond)}/s`;
  const calls = requests === 0 ? '' : `, ${plural(requests, 'call')} to services`;
  return `${figure(seconds)} s for ${plural(records, 'record')} (${flow}${ceiling})${calls}`;
}

export function live({ trial, replay }: Rebuild): string {
  if (replay.live === null) return 'none arrived';
  if (!isUsable(trial)) return unusedFigure([trial]);
  const { ratePerSecond, before, during } = replay.live;
  const of = (q: 'p50' | 'p99') => {
    const [was, is] = [before[q], during[q]];
    if (was === null && is === null) return `${q} n/a (${count(before.samples)} → ${count(during.samples)} samples)`;
    const words = (micros: number | null, samples: number) =>
      micros === null ? `n/a (${count(samples)} samples)` : msOfMicros(micros);
    return `${q} ${words(was, before.samples)} → ${words(is, during.samples)}`;
  };
  const longest = (micros: number | null) => (micros === null ? 'n/a' : msOfMicros(micros));
  return `${rate(ratePerSecond)}/s: ${of('p50')}; ${of('p99')}; longest ${longest(before.max)} → ${longest(during.max)}`;
}

export function limits({ loses, unreadable, gaps }: ReplayEvidence): string {
  const parts = [
    ...(loses === null ? [] : [`can never tell: ${loses}`]),
    ...(gaps.length === 0 ? [] : [`${plural(gaps.length, 'gap')}, see left`]),
    ...(unreadable.length === 0 ? [] : [`${plural(unreadable.length, 'unreadable message')}, listed below`]),
  ];
  return parts.length === 0 ? 'none known' : parts.join('; ');
}
