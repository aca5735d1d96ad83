import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { Guard } from '../../brokers/broker.ts';
import { measureIn, startChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'child-'));
const guarded = new Set<number>();
const guard = {
  pid: (pid: number) => guarded.add(pid),
  forget: (pid: number) => guarded.delete(pid),
} as unknown as Guard;

const childThat = (name: string, does: string) => {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, does);
  return pathToFileURL(file);
};

afterEach(() => expect(guarded.size).toBe(0));

test('what a child measured is told, and nothing is left of it', async () => {
  const file = childThat('telling', 'process.send(JSON.parse(process.argv[2])); setInterval(() => {}, 1000);');
  expect(await measureIn(file, { asked: 1 }, guard)).toEqual({ asked: 1 });
});

test('a child that ends early, or is silent for too long, is an error with its name', async () => {
  await expect(measureIn(childThat('early', ''), {}, guard)).rejects.toThrow('early.mjs ended early.');
  const silent = startChild(childThat('silent', 'setInterval(() => {}, 1000);'), {}, guard, 50);
  await expect(silent.told()).rejects.toThrow('silent.mjs told nothing for 0.05 s.');
  await silent[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});
