import type { Door } from '../../record/door-cell.ts';

/** What an order goes through on its way in. */
export const doorWords: Record<Door, string> = {
  direct: 'directly',
  gateway: 'through HAProxy',
  tokens: 'through HAProxy, with tokens',
};
