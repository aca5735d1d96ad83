import { randomBytes } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { readSettings } from '../../common/base/config.ts';
import { brokerKind } from '../brokers/brokers.ts';
import { Command } from './command.ts';
import { eventModes } from './with-lab.ts';

const COULD_NOT_RUN = 3;

describe.each(eventModes)('on a broker that was used before, $name', (mode) => {
  const kind = mode.broker?.kind ?? '';
  const brokerUrl = inject('brokers')[kind] ?? '';
  const namespace = `t${randomBytes(4).toString('hex')}.`;
  const env = { [brokerKind(kind).variable]: brokerUrl, LAB_NAMESPACE: namespace };
  const start = (tier: string) => Command.start(mode.name, ['--json', '--port', '0', '--durability', tier], env);

  test.each([
    ['page-cache', 'fsync'],
    ['fsync', 'page-cache'],
  ])('what was made for %s is not passed off as %s', async (before, after) => {
    const settings = readSettings({ LAB_DATA_DIR: '.', LAB_NAMESPACE: namespace });
    const running = {
      brokerUrl,
      namespace,
      settings,
      urls: {},
      dataFolder: '.',
      stop: async () => {},
      start: async () => {},
    };
    const operator = await mode.operate(running);
    try {
      for (const tier of [before, before]) {
        await using command = start(tier); // the same again is served
        await command.ready();
        command.interrupt();
        expect(await command.ended()).toBe(0);
      }
      await using command = start(after);
      expect(await command.ended()).toBe(COULD_NOT_RUN);
      expect(command.stderr.join('\n')).toMatch(/another durability .*LAB_NAMESPACE/);
      await command.gone();
    } finally {
      await operator.remove();
      await operator.close();
    }
  });
});
