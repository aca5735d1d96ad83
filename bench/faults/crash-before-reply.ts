import { crashAt } from './crash-point.ts';

/** The caller cannot know that stock is reserved. */
export const crashBeforeReply = crashAt(
  'before-reply',
  'inventory',
  {
    title: 'Killed after reserving, before answering',
    when: 'after the reserve and before its reply',
  },
  { needs: ['reply'] },
);
