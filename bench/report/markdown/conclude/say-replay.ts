import type { RunFolder } from '../../../record/read-run.ts';
import type { ModeName, RunFile } from '../../../record/run-file.ts';
import { isUsable } from '../../../record/trial-use.ts';
import { type Rebuild, type RebuildResult, rebuildsOf, resultOf } from '../../figures/replays.ts';
import { count, figure, listed, msOfMicros, plural, rate } from '../format.ts';
import { plain } from '../markdown.ts';
import { replayTitle } from '../summary/replay-table.ts';
import { decide } from './decide-replay.ts';
import type { Sentence } from './sentence.ts';

/** What could be rebuilt in each mode, what it cost live orders, who cannot, and what that means for a choice. */
export function sayReplay({ run }: RunFolder): Sentence[] {
  const rebuilds = rebuildsOf(run);
  const texts = [
    ...run.modes.flatMap((mode) => sayMode(mode, of(rebuilds, mode))),
    ...run.modes.flatMap((mode) => sayLive(mode, of(rebuilds, mode))),
    ...sayCannot(run),
    ...decide(run.modes, rebuilds),
  ];
  return texts.map((text) => ({ heading: replayTitle, text }));
}

const of = (rebuilds: Rebuild[], mode: ModeName) => rebuilds.filter(({ trial }) => trial.mode === mode);

function sayMode(mode: ModeName, rebuilds: Rebuild[]): string[] {
  if (rebuilds.length === 0) return [];
  const parts = [
    told(rebuilds, 'equal', (n) => `${share(n, rebuilds.length)} came out equal, digest for digest`),
    told(rebuilds, 'gap', () => '**incomplete**'),
    told(rebuilds, 'differs', () => '**NOT the same**'),
    told(rebuilds, 'nothing', () => '**nothing was read**'),
  ].filter((part) => part !== '');
  const ignored = rebuilds.reduce((sum, { replay }) => sum + replay.duplicatesIgnored, 0);
  const harmless = ignored === 0 ? '' : ` ${count(ignored)} repeated deliveries were recognised and ignored.`;
  return [`**Replay in ${mode}:** ${parts.join('; ')}.${harmless}`];
}

function share(n: number, all: number): string {
  if (all === 1) return 'the one rebuild';
  return n === all ? `all ${count(all)} rebuilds` : `${count(n)} of ${plural(all, 'rebuild')}`;
}

function told(rebuilds: Rebuild[], result: RebuildResult, words: (n: number) => string): string {
  const found = rebuilds.filter(({ replay }) => resultOf(replay) === result);
  if (found.length === 0) return '';
  const names = found.map(({ trial, replay }) => {
    const { name, records, seconds, gaps } = replay;
    const detail =
      result === 'gap'
        ? plain(gaps.join('; '))
        : `${plural(records, 'record')}${isUsable(trial) ? ` in ${figure(seconds)} s` : ''}`;
    return `${plain(name)} (${detail})`;
  });
  return `${words(found.length)}: ${listed(names)}`;
}

/** The rebuild under which live orders waited longest; percentiles only where the samples carry them. */
function sayLive(mode: ModeName, rebuilds: Rebuild[]): string[] {
  const watched = rebuilds.flatMap(({ trial, replay }) =>
    replay.live === null || !isUsable(trial) ? [] : [{ name: replay.name, ...replay.live }],
  );
  if (watched.length === 0) return [];
  const sure = watched.flatMap(({ name, ratePerSecond, before, during }) =>
    before.p50 === null || during.p50 === null ? [] : [{ name, ratePerSecond, was: before.p50, is: during.p50 }],
  );
  const [most] = sure.sort((a, b) => b.is - a.is);
  if (most === undefined) {
    return [
      `**Live orders in ${mode}:** too few arrived during a rebuild for a p50; this run does not say what a replay costs them.`,
    ];
  }
  const { name, ratePerSecond, was, is } = most;
  return [
    `**Live orders in ${mode}:** ${rate(ratePerSecond)} per second kept arriving; half of them were answered within ${msOfMicros(was)} ms before and ${msOfMicros(is)} ms during ${plain(name)}${sure.length > 1 ? `, the most of ${sure.length} rebuilds` : ''}.`,
  ];
}

function sayCannot(run: RunFile): string[] {
  const gaps = run.notRun.filter(({ experiment }) => experiment === 'replay');
  if (gaps.length === 0) return [];
  const words = gaps.map(
    ({ mode, outcome, because }) => `${mode} ${outcome === 'skipped' ? 'was skipped' : 'cannot'} (${plain(because)})`,
  );
  return [`**No replay:** ${words.join('; ')}.`];
}
