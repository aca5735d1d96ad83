import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeHistogramLog } from '../../measure/histogram-log.ts';
import type { ModeName, RunFile, SeriesRow } from '../run-file.ts';
import { seeded } from './random.ts';
import { sampleFrame } from './sample-frame.ts';
import { sampleReplays } from './sample-replay.ts';
import { sampleLag } from './sample-series.ts';
import { type SampleTrial, sampleTrial } from './sample-trial.ts';

export interface SampleOptions {
  seed?: number;
  /** Seconds of the latency trials; 20 is a quick run, with too few samples for a p99. */
  latencySeconds?: number;
  /** Latency trials per mode. */
  blocks?: number;
  /** Changes `run.json` before it is written. */
  change?: (run: RunFile) => void;
}

/** Writes a made-up but plausible run folder. For tests of the report only: nothing in it was measured. */
export async function writeSampleRun(folder: string, options: SampleOptions = {}): Promise<RunFile> {
  const { seed = 42, latencySeconds = 20, blocks = 1, change } = options;
  const random = seeded(seed);
  const modes: ModeName[] = ['sync-rest', 'async-rabbitmq', 'streaming-kafka'];
  const outage = { injectedMs: 8000, healedMs: 18_050 };
  const samples = [
    ...Array.from({ length: blocks }, (_, block) =>
      shuffled(modes, random).map((mode) =>
        renamed(sampleTrial(mode, 'latency', 'none', null, latencySeconds, random), block + 1),
      ),
    ).flat(),
    ...shuffled(modes, random).map((mode) => sampleTrial(mode, 'failure', 'kill-inventory', outage, 30, random)),
    ...shuffled(modes, random).map((mode) => sampleTrial(mode, 'failure', 'redeliver', null, 10, random)),
  ];
  const run = sampleFrame(seed, modes, [...samples.map((sample) => sample.trial), ...sampleReplays()]);
  change?.(run);
  await mkdir(join(folder, 'histograms'), { recursive: true });
  for (const sample of samples) await writeHistograms(folder, sample);
  await writeFile(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  await writeFile(join(folder, 'series.csv'), csv([...samples.flatMap((sample) => sample.series), ...sampleLag(run)]));
  await writeFile(
    join(folder, 'metrics.json'),
    `${JSON.stringify({ 'replay-none-streaming-kafka-1': { orders: 4210, confirmed: 4126, rejected: 84, failureRate: 0.01995, digest: '9f2c61d0a7' } })}\n`,
  );
  return run;
}

async function writeHistograms(folder: string, { trial, latencies }: SampleTrial): Promise<void> {
  const startMs = Date.UTC(2026, 0, 1, 12);
  const endMs = startMs + 1000 * (trial.load?.seconds ?? 0);
  for (const [kind, set] of Object.entries(latencies)) {
    const log = writeHistogramLog([{ tag: kind, startMs, endMs, latencies: set }]);
    await writeFile(join(folder, 'histograms', `${trial.id}.${kind}.hlog`), log);
  }
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
