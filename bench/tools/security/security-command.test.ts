import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { securityMap } from './security-map.ts';

test('the table comes whole out of a pipe, and the exit code says whether a claim has no test', async () => {
  const cli = fileURLToPath(new URL('../../cli/cli.ts', import.meta.url));
  const { stdout, exitCode } = await execa(process.execPath, [cli, 'security'], { reject: false });
  const claims = securityMap.flatMap(({ claims: own }) => own);
  const missing = claims.filter((claim) => 'notYet' in claim).length;
  const asserted = claims.length - missing;
  expect(stdout.split('\n').at(-1)).toBe(
    `${claims.length} claims, ${asserted} asserted by a test, ${missing} not yet.`,
  );
  expect(stdout.match(/NOT YET:/g)?.length ?? 0).toBe(missing);
  expect(exitCode).toBe(missing > 0 ? 1 : 0);
});
