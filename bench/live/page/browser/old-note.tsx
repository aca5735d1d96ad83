import { clock } from './format.ts';
import type { Link } from './stream.ts';

/** Whether what the page shows may have changed since without being heard. */
export const isOld = (link: Link | 'no-token'): boolean => link === 'away' || link === 'ended';

/** Above what is shown of a lab that is not heard: from when it is. `nowMs` 0: nothing was heard yet. */
export const OldNote = ({ link, nowMs }: { link: Link | 'no-token'; nowMs: number }) => (
  <p class="old-note">
    {nowMs > 0 && `As it was at ${clock(nowMs)}: what came since is not known. `}
    {link === 'ended' && 'This lab has ended. The address of another one stands in the terminal where it was started.'}
  </p>
);
