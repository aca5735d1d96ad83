import { sum } from '../../../measure/sums.ts';
import type { RunFigures } from '../../figures/run-figures.ts';
import type { WayBackFigures } from '../../figures/way-back.ts';
import { knowsTitle, situationsTitle } from '../../tables/way-back.ts';
import { count, figure, listed, secondsOfMs } from '../../words/format.ts';
import { modeLabel } from '../../words/names.ts';
import { afterWords, wayShort } from '../../words/way-back-words.ts';
import { type Sentence, sentencesOf } from './sentence.ts';

/** How soon callers know while nothing fails, first who hears of the outcome soonest (how long the outcome takes is no matter of the way); and whether they knew at all where something was dead. */
export function sayWayBack({ wayBack }: RunFigures): Sentence[] {
  if (wayBack === null) return [];
  return [
    ...sentencesOf(knowsTitle, 'wayBack', saySteady(wayBack)),
    ...sentencesOf(situationsTitle, 'wayBack', sayBroken(wayBack)),
  ];
}

function saySteady({ modes }: WayBackFigures): string[] {
  const each = modes.flatMap(({ mode, usable, rows }) => {
    const known = rows.flatMap(({ situation, way, late, knownWithin: { p50 }, afterOutcome: { p50: after } }) =>
      usable && !late && situation === 'steady' && p50 !== null ? [{ way, p50, after }] : [],
    );
    if (known.length === 0) return [];
    const ways = known
      .toSorted((a, b) => (a.after ?? Infinity) - (b.after ?? Infinity))
      .map(({ way, p50, after }) => {
        const later = after === null ? '' : ` (${afterWords(after)} after the outcome)`;
        return `${figure(p50)} ms ${wayShort[way]}${later}`;
      });
    return [`${modeLabel(mode)}: ${listed(ways)}`];
  });
  return each.length === 0 ? [] : [`While nothing fails, half of all callers know within: ${each.join('; ')}.`];
}

/** All situations but the first as one: who knew, what he was told, and how long that took at most. */
function sayBroken({ modes }: WayBackFigures): string[] {
  const each = modes.flatMap(({ mode, usable, rows }) => {
    const broken = rows.filter(({ situation }) => situation !== 'steady');
    const own = broken.filter(({ nobodyWaited }) => !nobodyWaited);
    const nobody = sum(broken, ({ placed, nobodyWaited }) => (nobodyWaited ? placed : 0));
    const atOnce = nobody === 0 ? [] : [`${count(nobody)} orders failed at once, for which nobody was waiting`];
    if (own.length === 0) return atOnce.map((said) => `${modeLabel(mode)}: ${said}`);
    const [placed, known, failed] = [
      sum(own, (row) => row.placed),
      sum(own, (row) => row.known),
      sum(own, (row) => row.failed),
    ];
    const longest = Math.max(...own.flatMap(({ knownWithin: { max } }) => max ?? []));
    const notes = [
      ...(failed > 0 ? [`${count(failed)} were told that the order failed`] : []),
      ...(usable && Number.isFinite(longest)
        ? [`the ${known < placed ? 'longest wait' : 'last after'} ${secondsOfMs(longest)} s`]
        : []),
      ...atOnce,
    ];
    return [
      `${modeLabel(mode)}: ${count(known)} of ${count(placed)} callers${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`,
    ];
  });
  return each.length === 0
    ? []
    : [`Where a service was dead meanwhile, those who knew in the end: ${each.join('; ')}.`];
}
