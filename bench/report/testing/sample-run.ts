import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HISTOGRAMS, histogramsOf } from '../../record/histogram-archive.ts';
import type { ModeName, RunFile, SeriesRow } from '../../record/run-file.ts';
import { seeded } from './random.ts';
import { sampleCeilings } from './sample-ceilings.ts';
import { sampleFailures } from './sample-failure.ts';
import { sampleFrame } from './sample-frame.ts';
import { sampleReplays } from './sample-replay.ts';
import { sampleLag } from './sample-series.ts';
import { type SessionOptions, sampleSession } from './sample-session.ts';
import { type SampleTrial, sampleTrial } from './sample-trial.ts';

export interface SampleOptions {
  seed?: number;
  /** Seconds of the latency trials; 20 is a quick run, with too few samples for a p99. */
  latencySeconds?: number;
  /** Latency trials per mode. */
  blocks?: number;
  /** A standard latency session in place of the quick trials: six blocks, A/A pairs, everything that is varied. */
  session?: SessionOptions;
  /** A standard failure experiment of these faults in place of everything else: three seeds, proofs, costs. */
  failures?: string[];
  /** Changes `run.json` before it is written. */
  change?: (run: RunFile) => void;
}

/** Writes a made-up but plausible run folder. For tests of the report only: nothing in it was measured. */
export async function writeSampleRun(folder: string, options: SampleOptions = {}): Promise<RunFile> {
  const { seed = 42, latencySeconds = 20, blocks = 1, session, failures, change } = options;
  const random = seeded(seed);
  const modes: ModeName[] = ['sync-rest', 'async-rabbitmq', 'streaming-kafka'];
  const outage = { injectedMs: 8000, healedMs: 18_050 };
  const standard = failures ? sampleFailures(modes, failures, random) : null;
  const samples = session
    ? sampleSession(modes, random, session)
    : (standard?.samples ?? [
        ...Array.from({ length: blocks }, (_, block) =>
          shuffled(modes, random).map((mode) =>
            renamed(sampleTrial(mode, 'latency', 'none', null, latencySeconds, random), block + 1),
          ),
        ).flat(),
        ...shuffled(modes, random).map((mode) => sampleTrial(mode, 'failure', 'kill-inventory', outage, 30, random)),
        ...shuffled(modes, random).map((mode) => sampleTrial(mode, 'failure', 'redeliver', null, 10, random)),
      ]);
  const trials = samples.map((sample) => sample.trial);
  const frame = sampleFrame(seed, modes, session ? trials : [...trials, ...sampleReplays()]);
  if (session)
    Object.assign(frame, {
      profile: 'standard',
      experiments: ['latency'],
      notRun: [],
      ceilings: sampleCeilings(random),
    });
  if (standard) {
    const { notRun } = standard;
    frame.trials = [...trials, ...standard.trials];
    Object.assign(frame, { profile: 'standard', experiments: ['failure'], notRun });
  }
  const run = structuredClone(frame); // what one test changes, another must not see
  change?.(run);
  await mkdir(folder, { recursive: true });
  const kept = samples.filter(({ trial }) => run.trials.some(({ id }) => id === trial.id));
  if (kept.length > 0) await writeFile(join(folder, HISTOGRAMS), Buffer.concat(kept.map(histogramsIn)));
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  await writeFile(join(folder, 'series.csv'), csv([...samples.flatMap((sample) => sample.series), ...sampleLag(run)]));
  await writeFile(
    join(folder, 'metrics.json'),
    `${JSON.stringify({ 'replay-none-streaming-kafka-1': { orders: 4210, confirmed: 4126, rejected: 84, failureRate: 0.01995, digest: '9f2c61d0a7' } })}\n`,
  );
  return run;
}

function histogramsIn({ trial, latencies }: SampleTrial): Buffer {
  const startMs = Date.UTC(2026, 0, 1, 12);
  const endMs = startMs + 1000 * (trial.load?.seconds ?? 0);
  return histogramsOf(trial.id, { latencies, window: { startMs, endMs } });
}

function renamed(sample: SampleTrial, block: number): SampleTrial {
  const id = sample.trial.id.replace(/1$/, String(block));
  sample.trial.id = id;
  for (const row of sample.series) row.trial = id;
  return sample;
}

function csv(rows: SeriesRow[]): string {
  const lines = rows.map((row) => [row.trial, row.second, row.metric, row.process, row.value].join(','));
  return `${['trial,second,metric,process,value', ...lines].join('\n')}\n`;
}

function shuffled<T>(items: T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
