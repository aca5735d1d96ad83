import { listed, rate } from '../format.ts';
import { groupTrials, type TrialGroup, trialsOf } from '../groups.ts';
import { latencyFigures } from '../latency-figures.ts';
import type { RunFolder } from '../read/read-run.ts';
import type { LatencyKind, ModeName } from '../run-file.ts';
import { latencyTable, percentile } from '../summary/latency-table.ts';
import type { Sentence } from './sentence.ts';

/** When the client had its answer and when the order was really finished, for each rate without a fault. */
export function sayLatency(folder: RunFolder): Sentence[] {
  return groupTrials(folder.run)
    .filter((group) => group.experiment === 'latency' && group.fault === 'none')
    .flatMap((group) => {
      const medians = (kind: LatencyKind) =>
        folder.run.modes.flatMap((mode) => {
          const p = latencyFigures(folder, trialsOf(group, mode), kind);
          return p === null ? [] : [`${mode} ${percentile(p.p50, p.samples)}${p.p50 === null ? '' : ' ms'}`];
        });
      const [completion, acceptance] = [medians('completion'), medians('acceptance')];
      if (completion.length === 0) return [];
      const { title } = latencyTable(folder, group);
      const load =
        group.ratePerSecond === null ? 'under this load' : `at ${rate(group.ratePerSecond)} orders per second`;
      const sentences: Sentence[] = [
        {
          heading: title,
          text: `**Finished:** ${load}, half of all orders were complete (their notification stored) within: ${listed(completion)}.`,
        },
        {
          heading: title,
          text: `**Answered:** half of all clients had their HTTP answer within: ${listed(acceptance)}. ${answerMeaning(folder.run.modes)}`,
        },
      ];
      const short = tooFew(folder, group);
      if (short !== null) sentences.push({ heading: title, text: short });
      return sentences;
    });
}

function answerMeaning(modes: ModeName[]): string {
  const events = modes.filter((mode) => mode !== 'sync-rest');
  if (!modes.includes('sync-rest') || events.length === 0) return '';
  return `These are not the same event (sync-rest answers when the order is settled, ${listed(events)} as soon as it is safely stored) and are never ranked against each other.`;
}

function tooFew(folder: RunFolder, group: TrialGroup): string | null {
  const figures = folder.run.modes.flatMap((mode) => latencyFigures(folder, trialsOf(group, mode), 'completion') ?? []);
  if (!figures.some((each) => each.p99 === null)) return null;
  return 'There were too few samples for every p99 (it needs 10,000, p90 needs 1000, p50 needs 200): where the table says `n/a`, this run says nothing about the slow tail.';
}
