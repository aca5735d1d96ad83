import { HistogramLogReader, HistogramLogWriter } from 'hdr-histogram-js';
import { Latencies } from './latencies.ts';

/** One line of an `.hlog`: the latencies of a stretch of time. */
export interface LoggedInterval {
  /** What was measured, such as `acceptance`. No commas, spaces or line ends. */
  tag: string;
  /** Milliseconds since the epoch. */
  startMs: number;
  endMs: number;
  latencies: Latencies;
}

/** Interval maxima are printed in milliseconds; the values inside are microseconds. */
const US_PER_MS = 1000;

/**
 * An HDR histogram log, format 1.3 with V2 compressed histograms, as HistogramLogProcessor and HistogramLogAnalyzer read it.
 * Negative values have no place in that format: a comment line after their interval tells count and minimum.
 * Source: the `HistogramLogWriter` and `HistogramLogReader` of https://github.com/HdrHistogram/HdrHistogram.
 */
export function writeHistogramLog(intervals: readonly LoggedInterval[]): string {
  const lines: string[] = [];
  const writer = new HistogramLogWriter((text) => lines.push(text));
  const startMs = Math.min(...intervals.map((interval) => interval.startMs));
  writer.outputLogFormatVersion();
  if (intervals.length > 0) {
    writer.outputComment(
      `[StartTime: ${(startMs / 1000).toFixed(3)} (seconds since epoch), ${new Date(startMs).toISOString()}]`,
    );
  }
  writer.outputComment('[Values are microseconds; Interval_Max is milliseconds]');
  writer.outputLegend();
  for (const { tag, startMs: from, endMs, latencies } of intervals) {
    if (!/^[^\s,]+$/.test(tag)) throw new RangeError(`expected a tag without commas and spaces, got "${tag}"`);
    latencies.histogram.tag = tag;
    writer.outputIntervalHistogram(latencies.histogram, from / 1000, endMs / 1000, US_PER_MS);
    const { count, minUs } = latencies.negative;
    if (count > 0) writer.outputComment(`[Negative: ${tag} ${count} ${minUs}]`);
  }
  return lines.join('');
}

/** Every interval of a log, in file order. Throws what the decoder throws when a line is damaged. */
export function readHistogramLog(text: string): LoggedInterval[] {
  const negatives = [...text.matchAll(/^(Tag=([^,]+),.*)\n#\[Negative: \S+ (\d+) (\S+)\]$/gm)];
  const reader = new HistogramLogReader(text);
  const intervals: LoggedInterval[] = [];
  const dataLines = text.split('\n').filter((line) => /^(Tag=|[\d.])/.test(line));
  for (let histogram = reader.nextIntervalHistogram(); histogram; histogram = reader.nextIntervalHistogram()) {
    const latencies = new Latencies(histogram);
    const negative = negatives.find((match) => match[1] === dataLines[intervals.length]);
    if (negative) Object.assign(latencies.negative, { count: Number(negative[3]), minUs: Number(negative[4]) });
    intervals.push({
      tag: histogram.tag,
      startMs: histogram.startTimeStampMsec,
      endMs: histogram.endTimeStampMsec,
      latencies,
    });
  }
  return intervals;
}
