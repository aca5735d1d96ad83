import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Settings } from '../base/config.ts';

export type Log = Logger;

const MAX_TEXT = 2000;
const cap = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

const capText = (value: unknown) => (typeof value === 'string' ? cap(value) : value);
const capped = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, capText(value)]));

/** A debug line is asked for, all of them. */
const always = { write: true, leftOut: 0 };
/** The texts of our lines are fixed; what differs is in their fields. */
const messageOf = (args: readonly unknown[]) => String(args.find((arg) => typeof arg === 'string') ?? '').slice(0, 100);

/**
 * JSON lines on stdout; control characters escaped by JSON itself, texts capped, e-mail addresses never shown, and of one
 * message a bounded number a second. `to` stands in for stdout.
 */
export function createLog(settings: Pick<Settings, 'LAB_LOG_LEVEL'>, service: string, to?: DestinationStream): Log {
  const limit = createLogLimit();
  const options: LoggerOptions = {
    level: settings.LAB_LOG_LEVEL,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['email', '*.email', '*.*.email'], censor: '[redacted]' },
    formatters: { level: (label) => ({ level: label }), log: capped },
    hooks: {
      logMethod(args, write, level) {
        const { write: may, leftOut } = level > pino.levels.values['debug']! ? limit(messageOf(args)) : always;
        if (!may) return;
        if (leftOut > 0) write.call(this, { leftOut }, `${messageOf(args)} (so many more of this line were left out)`);
        write.apply(this, args.map(capText) as typeof args);
      },
    },
    serializers: { err: (error: unknown) => describe(error) },
  };
  return to ? pino(options, to) : pino(options);
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return cap(String(error));
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { name: error.name, message: cap(error.message), stack: cap(error.stack ?? ''), ...cause };
}

/** So many lines with the same message in one second; beyond them only their number is kept. */
const MOST_PER_SECOND = 100;
const MOST_MESSAGES = 1000;

interface Kept {
  second: number;
  lines: number;
  leftOut: number;
}

/**
 * Whether a line with this message may be written now, and how many like it were left out since the last one that was. What
 * fails for every order of a service would otherwise fill a disk, and slow down what still works.
 */
function createLogLimit(nowMs: () => number = Date.now): (message: string) => { write: boolean; leftOut: number } {
  const kept = new Map<string, Kept>();
  return (message) => {
    const second = Math.floor(nowMs() / 1000);
    const same = kept.get(message) ?? { second, lines: 0, leftOut: 0 };
    if (kept.size >= MOST_MESSAGES) kept.clear(); // a client library puts numbers into its texts
    kept.set(message, same);
    if (same.second !== second) Object.assign(same, { second, lines: 0 });
    if (same.lines >= MOST_PER_SECOND) {
      same.leftOut++;
      return { write: false, leftOut: 0 };
    }
    same.lines++;
    const { leftOut } = same;
    same.leftOut = 0;
    return { write: true, leftOut };
  };
}
