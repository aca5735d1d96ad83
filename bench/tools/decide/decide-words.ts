import { modeNames } from '../../modes.ts';
import type { ModeName } from '../../record/run-file.ts';
import { clientWords, recoveryWords } from '../../report/words/fault-words.ts';
import { count, figure, listed, msOfMicros, plural, rate } from '../../report/words/format.ts';
import { checkTitle, modeLabel } from '../../report/words/names.ts';
import { whyWords } from '../../report/words/reason-words.ts';
import type { Asked, Cannot, Open, Requirement, Standing } from './requirements.ts';

/** A requirement as a heading, without a full stop. */
export function askedWords(asked: Asked): string {
  switch (asked.kind) {
    case 'rate': {
      const far =
        asked.networkMs === undefined ? '' : `, with ${timeWords(asked.networkMs)} of network before inventory`;
      const busy = asked.work === undefined ? '' : `, with handlers that take ${asked.work}`;
      return `${rate(asked.perSecond)} orders/s are taken${busy}${far}`;
    }
    case 'whole':
      return 'No order is lost, doubled or left stuck';
    case 'finished':
      return `99 of 100 orders are finished within ${timeWords(asked.ms)}`;
    case 'answered':
      return `99 of 100 clients have their answer within ${timeWords(asked.ms)}`;
    case 'outcome':
      return 'The answer tells how the order ended';
    case 'outage':
      return `Inventory dead for ${timeWords(asked.ms)}: orders are taken, and finished afterwards`;
    case 'replay':
      return `The past can be read again${asked.strictly ? ', and nothing need be kept beside the medium' : ''}`;
    case 'order':
      return 'What has one key is handled in its order';
  }
}

/** Why the lab cannot show it. */
export const cannotWords: Record<Cannot, string> = {
  order: 'each role is one consumer here, and order is at risk where several share the work',
};

export function standingWords(standing: Standing): string {
  if (standing.kind === 'open') return `? not measured: ${openWords(standing.because)}`;
  return `${standing.met ? '✓ met' : '✗ missed'}: ${byWords(standing)}`;
}

function byWords(standing: Exclude<Standing, { kind: 'open' }>): string {
  switch (standing.kind) {
    case 'designed':
      return standing.met ? 'so it is made' : 'the answer is a promise';
    case 'taken':
      return `${count(standing.counts.accepted)} of ${count(standing.counts.sent)}`;
    case 'within':
      return withinWords(standing);
    case 'outage':
      return [clientWords(standing.cell), recoveryWords(standing.cell)].filter((part) => part !== '').join('; ');
    case 'past':
      return pastWords(standing);
    case 'whole':
      return standing.met ? `${plural(standing.held, 'check')} held` : listed(standing.violated.map(checkTitle));
  }
}

function withinWords({ met, atLeastUs, atMostUs, askedMs, samples }: Extract<Standing, { kind: 'within' }>): string {
  const of = `(95% sure, ${plural(samples, 'order')})`;
  if (met)
    return `within ${msOfMicros(atMostUs ?? 0)} ms ${of}, ${timesWords((askedMs * 1000) / (atMostUs ?? 1))} quicker`;
  return `not before ${msOfMicros(atLeastUs ?? 0)} ms ${of}, ${timesWords((atLeastUs ?? 0) / (askedMs * 1000))} slower`;
}

const timesWords = (times: number) => `${figure(times)} times`;

function pastWords({ met, best }: Extract<Standing, { kind: 'past' }>): string {
  if (best === null) return 'no rebuild came out equal';
  const read = `${best.name} read ${plural(best.records, 'record')} in ${figure(best.seconds)} s`;
  const asked = best.requests === 0 ? '' : `, with ${plural(best.requests, 'request')} to a service`;
  const loses = best.loses === null ? '' : `${met ? '; it cannot tell ' : ', but cannot tell '}${best.loses}`;
  return `${read}${asked}${loses}`;
}

function openWords(because: Open): string {
  switch (because.kind) {
    case 'no trial':
      return 'it has no trial';
    case 'void':
      return `its figures are void: ${whyWords(because.why)}`;
    case 'unjudged':
      return because.checks.length === 0 ? 'nothing was judged' : `could not be judged: ${listed(because.checks)}`;
    case 'too near': {
      const { samples, atLeastUs, atMostUs } = because;
      if (atMostUs === null || atLeastUs === null) return `${plural(samples, 'order')} are too few for 99 of 100`;
      return `of ${plural(samples, 'order')} 99 of 100 end somewhere from ${msOfMicros(atLeastUs)} to ${msOfMicros(atMostUs)} ms`;
    }
  }
}

/** 30 → "30 ms", 2000 → "2 s" */
function timeWords(ms: number): string {
  return ms < 1000 ? `${rate(ms)} ms` : `${rate(ms / 1000)} s`;
}

/** What it comes to, in at most four sentences. A mode is named as the one only where no other meets as much. */
export function closingWords(requirements: readonly Requirement[], modes: readonly ModeName[]): string[] {
  const measured = requirements.flatMap(({ asked, standings }) =>
    typeof standings === 'string' ? [] : [{ asked, standings }],
  );
  const isMissed = (standing: Standing | undefined) => standing?.kind !== 'open' && standing?.met === false;
  const missed = measured.flatMap(({ asked, standings }) => {
    const by = modes.filter((_, index) => isMissed(standings[index]));
    return by.length === 0 ? [] : [`${inside(askedWords(asked))}, by ${listed(by.map(modeLabel))}`];
  });
  const open = modes.filter((_, index) => measured.some(({ standings }) => standings[index]?.kind === 'open'));
  const meeting = modes.filter(
    (mode, index) => !open.includes(mode) && !measured.some(({ standings }) => isMissed(standings[index])),
  );
  const beyond = requirements.filter(({ standings }) => typeof standings === 'string');
  return [
    meetingWords(meeting, modes),
    ...(missed.length === 0 ? [] : [`Missed: ${missed.join('; ')}.`]),
    ...(open.length === 0
      ? []
      : [`Something is open of ${listed(open.map(modeLabel))}: ask again, for longer or on a quieter machine.`]),
    ...(beyond.length === 0
      ? []
      : [
          `Nothing is said of what this lab does not measure: ${beyond.map(({ asked }) => inside(askedWords(asked))).join('; ')}.`,
        ]),
  ];
}

const inside = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

function meetingWords(meeting: readonly ModeName[], modes: readonly ModeName[]): string {
  const names = listed(meeting.map(modeLabel));
  if (meeting.length === 0) return 'No mode surely meets everything that was measured.';
  if (meeting.length > 1)
    return `Everything that was measured is met by ${names}: nothing measured here decides between them.`;
  return modes.length === modeNames.length
    ? `Everything that was measured is met by ${names} alone.`
    : `Everything that was measured is met by ${names}; not every mode was asked.`;
}
