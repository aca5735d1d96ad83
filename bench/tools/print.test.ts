import { expect, test } from 'vitest';
import { isTest, read, sources } from '../test/sources.ts';

/** Tools for developers, which print what they made themselves; and the load command, which prints numbers. */
const OWN = /^bench\/tools\/((check|docs|print)\.ts$|(compose|docs|kubernetes|machines|security|load)\/)/;

test('whatever a command prints goes through the one place that leaves nothing for a terminal to obey', () => {
  const commands = sources.filter((path) => path.startsWith('bench/tools/') && !isTest(path) && !OWN.test(path));
  expect(commands.length).toBeGreaterThan(30);
  const printing = commands.filter((path) => /\bconsole\.(log|error)\(|std(out|err)\.write\(/.test(read(path)));
  expect(printing).toEqual([]);
});
