import type { Idle } from '../../report/figures/efficiency.ts';
import { figure } from '../../report/words/format.ts';
import { both, byMode, type Look, row } from './answers.ts';

/** What is used with nothing to do; null where nobody looked. */
const idle: Look = byMode('latency', (mode, { latency }) => {
  const own = latency.efficiency?.idle.find((of) => of.mode === mode);
  if (own === undefined) return null;
  const told = ({ ms, within }: Idle) => `${figure(ms)} ms (to within ${figure(within)})`;
  const broker = own.broker === null ? '' : `, the broker ${told(own.broker)}`;
  return `with nothing to do the services use ${told(own.services)} of a core per second${broker}`;
});

/** What an order costs at the lowest rate of the curve; null where none is lower than the usual one. */
const atLeastLoad: Look = byMode('latency', (mode, { latency }) => {
  const lowest = latency.efficiency?.points.find((point) => point.mode === mode);
  if (lowest?.variation.kind !== 'rate') return null;
  const { perSecond, ordersPerCoreSecond, alone } = lowest;
  const more = alone > 0 ? `, ${figure(alone)} of them in a process that no other mode had` : '';
  return `${figure(1000 / ordersPerCoreSecond)} ms of a core per order at ${figure(perSecond)}/s, its lowest load${more}`;
});

/** With nothing to do and at the lowest load; where a run has neither, what it says of the usual one, which is no answer to that. */
export const littleLoad: Look = (best) => {
  const little = both(idle, atLeastLoad)(best);
  if (little !== null) return little;
  const usual = row((asked) => asked.kind === 'compared' && asked.metric === 'orders per core-second')(best);
  return usual === null ? null : { ...usual, text: `Not in this run. Under the usual load: ${usual.text}` };
};
