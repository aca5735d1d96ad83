import type { FinalReads, Operation } from '../record/history.ts';
import { defineChecker } from './define-checker.ts';
import { member } from './operations.ts';

/**
 * Every acknowledged record of a setting that promises to keep it is there when all nodes have healed. Source: the set-full
 * checker of Jepsen. What a setting without that promise lost is counted, and is no violation.
 */
export const acknowledgedSurvives = defineChecker(
  'acknowledged-survives',
  'a record that was acknowledged under a setting which promises to keep it is not there after healing',
  ({ writes, final: { written, unread = [], unsettled = [] }, found }) => {
    if (writes.length === 0) return { outcome: 'not-applicable', because: 'No numbered records were written.' };
    const { kept, others } = acknowledgedIn(writes, new Set([...unread, ...unsettled]));
    const counted = { acknowledged: kept.length + others.length, promised: kept.length };
    if (!writes.some(promised)) return { outcome: 'not-applicable', because: 'Nothing was promised.', counted };
    if (!written) return { outcome: 'unknown', because: 'What was written was not read at the end.', counted };
    const there = new Set(written);
    for (const id of kept) if (!there.has(id)) found.atRest(id, 'was acknowledged and is not there', id);
    const keeps = (setting: string) => writes.some((write) => write.process === setting && promised(write));
    const open = { unread: unread.filter(keeps), unsettled: unsettled.filter(keeps) };
    if (open.unread.length + open.unsettled.length > 0)
      return { outcome: 'unknown', because: openWords(open), counted };
    const unpromised = others.filter((id) => !there.has(id)).length;
    return {
      looked: kept.length,
      counted: { ...counted, read: written.length, 'lost without a promise': unpromised },
      because: `All ${kept.length} acknowledged records that were to be kept are there; of ${others.length} others ${unpromised} cannot be read.`,
    };
  },
);

const promised = ({ type, value }: Operation) => type === 'invoke' && member(value, 'survives') !== false;

/** Of which settings it is not known what they lost, and why. */
function openWords({ unread, unsettled }: Required<Pick<FinalReads, 'unread' | 'unsettled'>>): string {
  const said = [
    ...(unread.length > 0 ? [`What ${unread.join(' and ')} wrote was not read at the end.`] : []),
    ...(unsettled.length > 0
      ? [`Something is missing, and not all copies of ${unsettled.join(' and ')} came back.`]
      : []),
  ];
  return said.join(' ');
}

/** Ids that were acknowledged and could be read to a certain end: those whose setting promises to keep them, and the others. */
function acknowledgedIn(
  writes: readonly Operation[],
  unread: ReadonlySet<string>,
): { kept: string[]; others: string[] } {
  const survives = new Map<string, boolean>();
  const [kept, others]: [string[], string[]] = [[], []];
  for (const { type, key, value, process } of writes) {
    if (unread.has(process)) continue;
    if (type === 'invoke') survives.set(key, member(value, 'survives') !== false);
    // One whose promise is not known was promised to be kept: a history that lost a line must not pass for a good one.
    else if (type === 'ok') (survives.get(key) === false ? others : kept).push(key);
  }
  return { kept, others };
}
