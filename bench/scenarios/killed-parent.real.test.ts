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
