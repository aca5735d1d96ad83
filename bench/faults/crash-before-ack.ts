import { crashAt } from './crash-point.ts';

/** The message comes a second time, its effect being committed. */
export const crashBeforeAck = crashAt(
  'before-ack',
  'inventory',
  {
    title: 'Killed after the work, before saying that it is done',
    when: 'after the effect of a message and before its acknowledgement or offset commit',
  },
  { needs: ['acknowledge'] },
);
