import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { replaceFile } from '../../record/folder-files.ts';
import { readRunFile } from '../../record/read-run-file.ts';
import { SessionRecord } from '../../record/session-record.ts';
import { spansOf } from '../../report/figures/session-spans.ts';
import type { Register } from '../options.ts';
import { print, tell } from '../print.ts';
import { sessionOf } from './session-of.ts';
import { sessionsMarkdown } from './sessions-markdown.ts';

const KEPT = fileURLToPath(new URL('../../../results/sessions.json', import.meta.url));

const codes = `
Exit: 0 the spans are told, 2 a named run ranks nothing and is in none of them, 3 could not run.`;

/** `bench sessions`. */
export const sessionsCommand: Register = (program, finish) => {
  program
    .command('sessions')
    .description('The span of the ratios over several sessions: those kept in results/sessions.json, and these runs.')
    .argument('[folders...]', 'results/<run-id>, latency runs that rank')
    .option('--keep', 'keep these, too: their ratios with the intervals, host, versions and commit', false)
    .option('--json', 'print the spans as JSON on stdout', false)
    .addHelpText('after', codes)
    .action((folders: string[], options) => finish(sessions(folders, options)));
};

/** Returns the exit code: 2 where a named run ranks nothing. */
async function sessions(
  folders: readonly string[],
  { keep, json, kept = KEPT }: { keep: boolean; json: boolean; kept?: string },
): Promise<number> {
  const named = folders.map((folder) => ({ folder, session: sessionOf(readRunFile(folder)) }));
  const silent = named.filter(({ session }) => session === null);
  for (const { folder } of silent) tell(`${folder} ranks nothing: it is no session.`);
  const found = named.flatMap(({ session }) => session ?? []);
  const all = merged(readSessions(kept), found);
  if (keep && found.length > 0) replaceFile(dirname(kept), basename(kept), `${JSON.stringify(all, null, 2)}\n`);
  const spans = spansOf(all);
  print(json ? JSON.stringify(spans) : sessionsMarkdown(all, spans).trimEnd());
  return silent.length > 0 ? 2 : 0;
}

/** Throws when the file is not what this command writes. */
export function readSessions(file: string): SessionRecord[] {
  return existsSync(file) ? z.array(SessionRecord).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** By when they began; of one run the newer record. */
export function merged(kept: readonly SessionRecord[], found: readonly SessionRecord[]): SessionRecord[] {
  const known = new Set(found.map(({ runId }) => runId));
  return [...kept.filter(({ runId }) => !known.has(runId)), ...found].toSorted((a, b) =>
    a.startedAt < b.startedAt ? -1 : 1,
  );
}
