import { expect, test, vi } from 'vitest';
import { modes } from '../modes.ts';
import { eachCell } from './each-cell.ts';

const cells = [1, 2, 3].flatMap((n) => modes.slice(0, 1).map((mode) => ({ mode, n })));
const words = ({ n }: { n: number }) => `cell ${n}`;
const failing = async ({ n }: { n: number }) => {
  if (n === 2) throw new Error('no rest');
  return n;
};

test('a cell that fails is told, and the others are measured', async () => {
  const said: string[] = [];
  const renew = vi.fn(async () => {});
  const session = { say: (line: string) => void said.push(line), signal: new AbortController().signal, renew };
  expect(await eachCell(session, cells, { words, measure: failing })).toEqual({ found: [1, 3], failed: 1 });
  expect(said.join('\n')).toContain('could not be measured: no rest');
  expect(said).toContain('3/3 cell 3 …');
  expect(renew).toHaveBeenCalledOnce();
});

test('an interrupted one goes no further', async () => {
  const session = { say: () => {}, signal: AbortSignal.abort(), renew: async () => {} };
  await expect(eachCell(session, cells, { words, measure: failing })).rejects.toThrow('no rest');
});
