import { type Logger, pino } from 'pino';
import type { Settings } from './config.ts';

export type Log = Logger;

const MAX_TEXT = 2000;
const cap = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

/** JSON lines on stdout; control characters escaped by JSON itself, texts capped, e-mail addresses never shown. */
export function createLog(settings: Pick<Settings, 'LAB_LOG_LEVEL'>, service: string): Log {
  return pino({
    level: settings.LAB_LOG_LEVEL,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['email', '*.email', '*.*.email'], censor: '[redacted]' },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (error: unknown) => describe(error) },
  });
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return cap(String(error));
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { name: error.name, message: cap(error.message), stack: cap(error.stack ?? ''), ...cause };
}
