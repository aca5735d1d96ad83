import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findLabs, leaveNote } from '../../lab/lab-note.ts';
import { modeNames } from '../../modes.ts';
import { chosenLab, loggingServices } from './trace-command.ts';

const ENDED = 2 ** 22 + 1; // above the highest pid that Linux gives

function labs(...started: { name: string; mode: string; pid: number }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'not-ready'));
  for (const { name, mode, pid } of started) {
    mkdirSync(join(folder, name));
    leaveNote(join(folder, name), { pid, mode, dataFolder: join(folder, name), urls: {} });
  }
  return findLabs(folder);
}

const rest = { name: 'a1', mode: 'sync-rest', pid: process.pid };
const kafka = { name: 'b2', mode: 'streaming-kafka', pid: process.pid };
const kept = { name: 'c3', mode: 'sync-rest', pid: ENDED };

test('the only lab that runs need not be named', () => {
  expect(chosenLab(labs(rest, kept), undefined).name).toBe('a1');
});

test('without a lab, one hears how to start one', () => {
  expect(() => chosenLab(findLabs('/nowhere'), undefined)).toThrow('npm start -- <mode>');
  expect(() => chosenLab(labs(kept), undefined)).toThrow('npm start -- <mode>');
});

test('of several labs, one is named by its name or its mode', () => {
  const both = labs(rest, kafka);
  expect(() => chosenLab(both, undefined)).toThrow('--lab b2   streaming-kafka');
  expect(chosenLab(both, 'b2').mode).toBe('streaming-kafka');
  expect(chosenLab(both, 'sync-rest').name).toBe('a1');
  expect(() => chosenLab(both, 'z9')).toThrow('There is no lab z9');
});

test('a lab that ended and was kept is named, too', () => {
  expect(chosenLab(labs(rest, kept), 'c3').running).toBe(false);
  expect(() => chosenLab(labs(rest, kept), 'sync-rest')).toThrow('Name one');
});

test.each(modeNames)('the log of the payment service is looked for in %s, too', (mode) => {
  expect(loggingServices(mode)).toEqual(expect.arrayContaining(['order-service', 'payment-service']));
});
