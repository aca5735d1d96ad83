import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDecodable } from '../../common/base/config.ts';
import { addressesOf } from './addresses.ts';

const DEADLINE_MS = 60_000;
/** The first attempt, then twice as long each time: one that fell between two states of a broker that starts hangs for good. */
const ATTEMPT_MS = { first: 4000, most: 15_000 };
const RETRY_MS = 100;

/** What is waited for: a broker that answers a real client. */
export interface Awaited {
  /** For messages, such as `RabbitMQ 4.0.5`. */
  what: string;
  url: string;
  /** Asked first, because it costs less than a probe; null for a broker of somebody else. */
  port: number | null;
  probe: (url: string) => Promise<void>;
  /** Shown when it fails; null when the broker is not ours. */
  logFile: string | null;
  /** How the broker's process ended, or null while it runs. */
  ended: () => string | null;
  deadlineMs?: number;
}

/**
 * Resolves when the probe has succeeded once. Rejects when the broker's process ends first, or at the deadline
 * (60 s), with the last error of the probe and the end of the broker's log.
 */
export async function untilReady(awaited: Awaited): Promise<void> {
  const { what, url, port, probe, logFile, ended, deadlineMs = DEADLINE_MS } = awaited;
  const end = performance.now() + deadlineMs;
  let last: unknown = new Error(`nothing listens on port ${port}`);
  let tries = 0;
  const fail = async (problem: string) => {
    const log = logFile === null ? '' : `\nthe end of its log:\n${redact(await logTail(logFile), url)}`;
    throw new Error(`${what}: ${problem}${log}`, { cause: last });
  };
  while (performance.now() < end) {
    const how = ended();
    if (how !== null) await fail(`expected it to become ready, but its process ended (${how})`);
    if (port === null || (await accepts(port))) {
      const limitMs = Math.min(ATTEMPT_MS.first * 2 ** tries, ATTEMPT_MS.most);
      const success = await attempt(probe(url), Math.min(limitMs, end - performance.now()));
      if (success === true) return;
      if (tries === 0 || !(success instanceof Late)) last = success; // what an earlier attempt met tells more
      tries++;
    }
    await sleep(RETRY_MS);
  }
  const why = redact(last instanceof Error ? last.message : String(last), url);
  await fail(`expected a client to publish and read within ${deadlineMs / 1000} s, got: ${why}`);
}

/** An attempt that did not end in time. */
class Late extends Error {}

/** True, or the error of the attempt; an attempt that hangs counts as failed. */
async function attempt(probing: Promise<void>, limitMs: number): Promise<unknown> {
  const limit = new AbortController();
  const late = sleep(limitMs, new Late(`the probe took longer than ${Math.round(limitMs)} ms`), limit).catch(
    () => null,
  );
  try {
    return await Promise.race([probing.then(() => true), late]);
  } catch (error) {
    return error;
  } finally {
    limit.abort();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}

/** The last lines of a broker's log, indented for an error message; says so when there is nothing to show. */
async function logTail(file: string, lines = 15): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const tail = text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `  | ${line.slice(0, 300)}`)
    .join('\n');
  return text.trim() === '' ? '  | (its log is empty)' : tail;
}

/** A text without the passwords that the broker's URLs carry, in either spelling. */
export const redact = (text: string, urls: string): string => addressesOf(urls).reduce(withoutPassword, text);

function withoutPassword(text: string, url: string): string {
  const password = URL.canParse(url) ? new URL(url).password : '';
  if (password === '') return text;
  const plain = isDecodable(password) ? decodeURIComponent(password) : password;
  return text.replaceAll(password, '***').replaceAll(plain, '***');
}
