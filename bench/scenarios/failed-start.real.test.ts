import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Command } from './command.ts';
import { allModes } from './with-lab.ts';

const COULD_NOT_RUN = 3;

describe('npm start that cannot work', () => {
  const occupant = createServer();
  let port = 0;

  beforeAll(async () => {
    occupant.listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    port = (occupant.address() as { port: number }).port;
  });

  afterAll(() => {
    occupant.close();
  });

  /** Runs it to its end and gives what it said. */
  async function failure(args: string[], env: Record<string, string> = {}): Promise<string> {
    const [mode = '', ...options] = args;
    await using command = Command.start(mode, ['--json', ...options], env);
    expect(await command.ended()).toBe(COULD_NOT_RUN);
    await command.gone();
    expect(command.stdout).toEqual([]);
    return command.stderr.join('\n');
  }

  test.each(allModes)('says that a port is in use, and leaves nothing: $name', async ({ name }) => {
    expect(await failure([name, '--port', String(port)])).toContain(`Port ${port} is in use.`);
  });

  test('says which setting is unknown, and leaves nothing', async () => {
    const said = await failure(['sync-rest', '--port', '0'], { LAB_COLOUR: 'red' });
    expect(said).toContain('Unknown setting LAB_COLOUR');
    expect(said).toContain('LAB_LOG_LEVEL'); // the accepted ones are named
  });

  test('says which setting has a wrong value, before it starts a broker', async () => {
    const said = await failure(['async-rabbitmq', '--port', '0'], { LAB_PREFETCH: 'many' });
    expect(said).toContain('LAB_PREFETCH');
    expect(said).not.toContain('    at '); // a message, no stack trace
  });

  test.each([
    ['a mode that does not exist', ['carrier-pigeon'], /sync-rest, async-rabbitmq, streaming-kafka/],
    ['a port that is no number', ['sync-rest', '--port', 'http'], /whole number/],
    ['an option that does not exist', ['sync-rest', '--colour'], /unknown option/],
    ['a protection that does not exist', ['sync-rest', '--without', 'luck'], /outbox/],
  ])('refuses %s', async (_, args, message) => {
    expect(await failure(args)).toMatch(message);
  });

  test('refuses a broker address without credentials', async () => {
    const args = ['bench/cli/cli.ts', 'start', 'async-rabbitmq', '--json', '--port', '0'];
    await using command = new Command(process.execPath, args, { AMQP_URL: 'amqp://127.0.0.1:5672' });
    expect(await command.ended()).toBe(COULD_NOT_RUN);
    await command.gone();
    expect(command.stderr.join('\n')).toContain('user');
  });
});
