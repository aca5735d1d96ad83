import { sum } from '../../measure/sums.ts';
import type { Trial } from '../../record/run-file.ts';
import { count, percent } from './format.ts';

const MOST = 0.99;
const NEARLY_ALL = 0.95;

/**
 * What must be said wherever these trials are cited (measurement.md, rule 11): that under 99% of their requests were
 * accepted. Null where more were, or nothing was asked. Latencies and checks then speak of those that got in.
 */
export function fewAccepted(
  trials: readonly { requests: Pick<Trial['requests'], 'accepted' | 'sent'> }[],
): string | null {
  const accepted = sum(trials, ({ requests }) => requests.accepted);
  const sent = sum(trials, ({ requests }) => requests.sent);
  if (accepted >= MOST * sent) return null;
  const share = accepted > NEARLY_ALL * sent ? '' : `, ${percent(accepted, sent)}`; // which would be rounded up to what is enough
  return `only ${count(accepted)} of ${count(sent)} accepted${share}`;
}

/** Below a table of times in which it stands. */
export const notAllLetIn = (trial: {
  id: string;
  requests: Pick<Trial['requests'], 'accepted' | 'sent'>;
}): string[] => {
  const few = fewAccepted([trial]);
  return few === null ? [] : [`NOT ALL LET IN: ${trial.id}: ${few}`];
};
