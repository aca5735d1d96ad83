import type { Variation } from '../../record/run-file.ts';
import { count, rate } from './format.ts';

/** What a latency trial varied, in plain words: "50 ms in front of inventory". */
export function variationWords({ kind, value }: Variation): string {
  switch (kind) {
    case 'base':
      return `${rate(value)} orders per second`;
    case 'again':
      return `${rate(value)} orders per second once more (A/A control)`;
    case 'delay':
      return value === 0 ? 'no delay (null control)' : `${count(value)} ms in front of inventory`;
    case 'rate':
      return `${rate(value)} orders per second`;
    case 'share':
      return `${value}% of its own capacity`;
    case 'capacity':
      return 'search for the sustainable capacity';
    case 'sustain':
      return 'at the capacity found';
    case 'burst':
      return `${value} times the base rate for 5 s`;
    case 'fan-out':
      return `${count(value)} lines per order`;
    case 'payload':
      return `about ${count(value)} bytes per order`;
    case 'story':
      return 'stamps for the timeline of one order';
  }
}
