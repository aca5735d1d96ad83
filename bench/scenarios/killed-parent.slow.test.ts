import { describe, expect, test } from 'vitest';
import { Command } from './command.ts';
import { allModes } from './with-lab.ts';

describe.each(allModes)('a lab whose parent is killed, in $name', (mode) => {
  test('ends with all its services and its broker when the lab process is killed with SIGKILL', async () => {
    await using command = Command.start(mode.name);
    await command.ready();
    expect(command.family().length).toBeGreaterThan(mode.services.length);
    command.kill();
    expect(await command.ended()).toBe('SIGKILL');
    await command.gone();
  });

  test('ends with all its services and its broker when the npm above it is killed with SIGKILL', async () => {
    await using command = new Command('npm', ['start', '--', mode.name, '--json', '--port', '0']);
    await command.ready();
    expect(command.family().length).toBeGreaterThan(mode.services.length + 1);
    command.kill();
    await command.gone();
  });
});

// What starts the lab kills itself before the lab exists: `$$` is its pid, also in the part that lives on.
const orphaned = (run: string) => `( while kill -0 $$ 2>/dev/null; do :; done; exec ${run} ) & kill -KILL $$`;
const lab = 'node bench/cli/cli.ts start sync-rest --json --port 0';

describe('a lab whose parent was killed before it could look', () => {
  test.each([
    ['the shell that started it', orphaned(lab), {}],
    ['the npm above that shell', orphaned(`sh -c "${lab}; true"`), { npm_lifecycle_event: 'start' }],
  ])('ends all the same: %s', async (_who, script, env) => {
    await using command = new Command('sh', ['-c', script], env);
    await command.ended();
    expect(command.stderr.join()).toContain('the process that started this one is gone');
    await command.gone();
  });
});
