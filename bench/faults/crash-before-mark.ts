import { crashAt } from './crash-point.ts';

/** The event, or the call, goes out a second time: what the inbox is for. */
export const crashBeforeMark = crashAt('before-mark', 'orders', {
  title: 'Killed after telling, before noting that it was told',
  when: 'after the publish (or the answer of inventory) and before that is written down',
});
