import type { RunFolder } from '../../../record/read-run.ts';
import type { LatencyKind, ModeName } from '../../../record/run-file.ts';
import { type TrialGroup, trialsOf, variationsOf } from '../../figures/groups.ts';
import { latencyFigures } from '../../figures/latency-figures.ts';
import { listed, rate } from '../format.ts';
import { latencyTable, percentile } from '../summary/latency-table.ts';
import type { Sentence } from './sentence.ts';

/** When the client had its answer and when the order was really finished, for each rate without a fault. */
export function sayLatency(folder: RunFolder): Sentence[] {
  return variationsOf(folder.run, 'base').flatMap((group) => {
    const medians = (kind: LatencyKind) =>
      folder.run.modes.flatMap((mode) => {
        const p = latencyFigures(folder, trialsOf(group, mode), kind);
        return p === null ? [] : [`${mode} ${percentile(p.p50, p.samples)}${p.p50 === null ? '' : ' ms'}`];
      });
    const [completion, acceptance] = [medians('completion'), medians('acceptance')];
    if (completion.length === 0) return [];
    const { title } = latencyTable(folder, group);
    const load = `at ${rate(group.variation?.value ?? 0)} orders per second`;
    const sentences: Sentence[] = [
      {
        heading: title,
        text: `**Finished:** ${load}, half of all orders were complete (their notification stored) within: ${listed(completion)}.`,
      },
      {
        heading: title,
        text: `**Answered:** half of all clients had their HTTP answer within: ${listed(acceptance)}.${answerMeaning(folder.run.modes)}`,
      },
    ];
    const tail = slowTail(folder, group);
    if (tail !== null) sentences.push({ heading: title, text: tail });
    const short = tooFew(folder, group);
    if (short !== null) sentences.push({ heading: title, text: short });
    return sentences;
  });
}

function answerMeaning(modes: ModeName[]): string {
  const events = modes.filter((mode) => mode !== 'sync-rest');
  if (!modes.includes('sync-rest') || events.length === 0) return '';
  return ` These are not the same event (sync-rest answers when the order is settled, ${listed(events)} as soon as it is safely stored) and are never ranked against each other.`;
}

/** From the merged histograms, where they carry a p99: described, since a merged percentile has no interval. */
function slowTail(folder: RunFolder, group: TrialGroup): string | null {
  const tails = folder.run.modes.flatMap((mode) => {
    const p = latencyFigures(folder, trialsOf(group, mode), 'completion');
    return p === null || p.p99 === null ? [] : [`${mode} ${percentile(p.p99, p.samples)} ms`];
  });
  if (tails.length === 0) return null;
  return `**The slow tail:** 99 of 100 orders were complete within: ${listed(tails)}. All blocks are merged for it, so it has no interval and ranks nothing.`;
}

function tooFew(folder: RunFolder, group: TrialGroup): string | null {
  const figures = folder.run.modes.flatMap((mode) => latencyFigures(folder, trialsOf(group, mode), 'completion') ?? []);
  if (!figures.some((each) => each.p99 === null)) return null;
  return 'There were too few samples for every p99 (it needs 10,000, p90 needs 1000, p50 needs 200): where the table says `n/a`, this run says nothing about the slow tail.';
}
