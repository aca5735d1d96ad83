import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { goodHistory } from '../../checkers/testing/good-history.ts';
import type { Evidence } from '../../record/history.ts';
import type { RunFile, Trial } from '../../record/run-file.ts';
import { recheckRun } from './recheck.ts';

const idOf = ({ history }: Evidence) => history[0]?.trial ?? '';

function trialOf(evidence: Evidence): Trial {
  const { mode, fault } = evidence;
  const { verdicts } = judge(evidence);
  return JSON.parse(
    JSON.stringify({ id: idOf(evidence), experiment: 'failure', mode: mode.name, fault, verdicts }),
  ) as Trial;
}

const linesOf = (evidence: Evidence) => [
  ...evidence.history.map((operation) => JSON.stringify(operation)),
  ...Object.entries(evidence.final ?? {}).map(([key, value]) =>
    JSON.stringify({ trial: idOf(evidence), f: 'final-read', type: 'ok', key, value }),
  ),
];

/** A run folder's history, one gzip member per trial, as the bench writes it. */
function stored(members: string[][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'recheck-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const text = members.map((lines) => gzipSync(lines.map((line) => `${line}\n`).join('')));
  writeFileSync(join(folder, 'history.jsonl.gz'), Buffer.concat(text));
  return folder;
}

const evidences = [1, 2, 3].map((seed) => goodHistory({ seed }));
const run = { trials: evidences.map(trialOf) } as RunFile;

test('good stored histories give the same verdicts', async () => {
  const results = await recheckRun(run, stored(evidences.map(linesOf)));
  expect(results.map(({ result }) => result)).toEqual(['identical', 'identical', 'identical']);
});

test('one tampered line is noticed, in its trial alone', async () => {
  const members = evidences.map(linesOf);
  const second = members[1] as string[];
  const at = second.findIndex((line) => line.includes('"final-read"') && line.includes('"key":"orders"'));
  second[at] = (second[at] as string).replace('"status":"confirmed"', '"status":"rejected"');
  const results = await recheckRun(run, stored(members));
  expect(results.map(({ result }) => result)).toEqual(['identical', 'differs', 'identical']);
  expect(results[1]?.because).toMatch(/was holds and is violated/);
});

test('a history that is missing is a difference, and one that was trimmed is said to be', async () => {
  const folder = stored(evidences.slice(0, 2).map(linesOf));
  expect((await recheckRun(run, folder))[2]).toMatchObject({ result: 'differs', because: 'its history is missing' });
  const trimmed = { ...run, historyKept: evidences.slice(0, 2).map(idOf) };
  expect((await recheckRun(trimmed, folder))[2]).toMatchObject({ result: 'not-kept' });
});

test('a file that is cut off cannot be read', async () => {
  const folder = stored(evidences.map(linesOf));
  const file = join(folder, 'history.jsonl.gz');
  const whole = gzipSync(evidences.flatMap(linesOf).join('\n'));
  writeFileSync(file, whole.subarray(0, whole.length / 2));
  await expect(recheckRun(run, folder)).rejects.toThrow();
});

test('half a trial that a killed run left behind the others is passed over', async () => {
  const folder = stored(evidences.slice(0, 2).map(linesOf));
  const file = join(folder, 'history.jsonl.gz');
  const historyBytes = statSync(file).size;
  const third = gzipSync(linesOf(evidences[2] as Evidence).join('\n'));
  appendFileSync(file, third.subarray(0, third.length / 2));
  const killed = { trials: run.trials.slice(0, 2), unfinished: { planned: 3, historyBytes } } as RunFile;
  expect((await recheckRun(killed, folder)).map(({ result }) => result)).toEqual(['identical', 'identical']);
  const { historyBytes: _, ...unfinished } = killed.unfinished ?? { planned: 3 };
  await expect(recheckRun({ ...killed, unfinished } as RunFile, folder)).rejects.toThrow('cannot be read to its end');
});

test('a line that is no JSON is named', async () => {
  const folder = stored([[...linesOf(evidences[0] as Evidence), '{"trial":']]);
  await expect(recheckRun(run, folder)).rejects.toThrow(/line \d+: expected JSON/);
});
