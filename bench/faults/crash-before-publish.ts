import { crashAt } from './crash-point.ts';

/** What the outbox is for. In sync mode the call to inventory is what is published. */
export const crashBeforePublish = crashAt('before-publish', 'orders', {
  title: 'Killed after storing an order, before telling anybody',
  when: 'after the order is committed and before anybody else is told',
});
