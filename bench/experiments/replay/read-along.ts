import type { DomainEvent } from '../../../common/contracts/events.ts';
import type { Lab } from '../../lab/lab.ts';

/** What one more group read along while it happened. */
export interface LiveReader {
  placed: readonly DomainEvent[];
  stop(): Promise<void>;
}

/** Reads placed orders live, where the medium lets one more group read along; null where it does not. */
export async function readAlong(lab: Lab): Promise<LiveReader | null> {
  if (!lab.operator.follow) return null;
  const placed: DomainEvent[] = [];
  const stop = await lab.operator.follow('recommendations', (events) => {
    placed.push(...events.filter(({ type }) => type === 'OrderPlaced'));
  });
  return { placed, stop };
}
