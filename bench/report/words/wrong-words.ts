import type { WrongWay } from '../../record/wrong-ways.ts';
import type { Cost, WrongFigures } from '../figures/wrong-ways.ts';
import { count, figure, msOfMicros, rate } from './format.ts';
import { checkTitle } from './names.ts';
import { whyWords } from './reason-words.ts';
import { cellWords } from './work-words.ts';

/** How it looks in somebody's code or settings. */
export const wrongLooks: Record<WrongWay['name'], string> = {
  'whole batch': '`Promise.all` over a batch, with one commit or acknowledgement at its end',
  hoarding: 'a prefetch of 256 with slow handlers, and another instance that comes while there is a backlog',
  'one at a time': 'one hand, and the smallest prefetch, with fast handlers',
  'idle consumers': 'more consumers, or hands, than partitions, where each partition is worked off in order',
  evicted: 'a handler that takes longer than the session timeout, and nobody tells the broker that it lives',
  'acknowledged early': 'acknowledged, or the offset committed, before the work',
};

/** What it comes to, in general. */
export const wrongCosts: Record<WrongWay['name'], string> = {
  'whole batch': 'one slow order holds up its whole batch, and hands are no bound any more',
  hoarding: 'the instance that was there holds all that came, and the one that comes has nothing to do',
  'one at a time':
    'one ask at a time, no two messages share a commit, and the next one may still be on its way from the broker',
  'idle consumers': 'the hands beyond the partitions have nothing to do',
  evicted: 'it is put out of its group in the middle of the work, and all of it comes again',
  'acknowledged early': 'what a dead process had in hand is gone',
};

/** What sees it: `the check stuck`, `the orders that do not take long`. */
export function seenBy({ shown }: WrongWay): string {
  switch (shown.kind) {
    case 'others':
      return 'how soon the orders that do not take long are finished';
    case 'again':
      return 'orders that the warehouse is asked about again, though nothing fails';
    case 'burst':
      return 'when the last order of a burst is done';
    case 'check':
      return `the check ${shown.checks.map((check) => `\`${check}\``).join(' or ')}`;
    case 'rate':
      return 'orders per second';
  }
}

/** How it is done here: `--without own-ack --work 20ms --concurrency 8`. */
export const wrongSwitch = ({ without, cell, ordering, delivery }: WrongWay): string =>
  [
    ...(without === null ? [] : [`--without ${without}`]),
    `--work ${cell.time}`,
    `--concurrency ${cell.concurrency}`,
    ...(cell.instances === 1 ? [] : [`--instances inventory=${cell.instances}`]),
    ...(ordering === 'queue' && delivery !== 'pushed' ? ['--ordering queue'] : []),
  ].join(' ');

/** What happens meanwhile, after how it is done: `, and a kill`. */
export const wrongMeanwhile = ({ befalls }: WrongWay): string => (befalls === null ? '' : meanwhile[befalls]);

const meanwhile: Record<NonNullable<WrongWay['befalls']>, string> = {
  killed: ', and a kill',
  'one away': ', and a burst while one of them is away',
};

/** What it cost in one mode, beside the same done right; why that is not known. */
export function wrongWords({ cost, gap }: WrongFigures): string {
  if (cost === null) return gap === null ? 'not measured in this run' : `not measured yet: ${gap.because}`;
  if (cost.kind === 'void') return voidWords(cost);
  const words = costWords(cost);
  return cost.isShown ? words : `NOT SHOWN: ${words}`;
}

function voidWords({ of, why }: Extract<Cost, { kind: 'void' }>): string {
  const where = of === 'wrong' ? '' : 'the same done right: ';
  return `void: ${where}${why === null ? 'it has no such figure' : whyWords(why)}`;
}

function costWords(cost: Exclude<Cost, { kind: 'void' }>): string {
  switch (cost.kind) {
    case 'others':
      return `half within ${msOfMicros(cost.wrongUs)} ms, and ${msOfMicros(cost.rightUs)} ms done right${cost.unsettled ? '; looked at for less than three medians, so that it may not have settled' : ''}`;
    case 'again':
      return `${count(cost.wrong.again)} of ${count(cost.wrong.of)} orders asked again, and ${count(cost.right.again)} of ${count(cost.right.of)} done right`;
    case 'burst':
      return `the last of ${count(cost.orders)} orders done after ${figure(cost.wrongSeconds)} s, and after ${figure(cost.rightSeconds)} s done right`;
    case 'check':
      return cost.broken.length === 0
        ? 'no such check failed'
        : cost.broken.map(({ check, findings }) => `${checkTitle(check)}: ${count(findings)}`).join('; ');
    case 'rate':
      return `${rate(cost.wrong)}/s, and ${rate(cost.right)}/s with ${cellWords(cost.beside)}`;
  }
}
