import { expect, onTestFinished, test, vi } from 'vitest';
import { readSettings, Settings } from './config.ts';
import { type CrashPoint, crashPoint } from './crash-point.ts';

const points = Settings.shape.LAB_CRASH_POINT.unwrap().options.filter((name): name is CrashPoint => name !== '');

test('no crash point does anything unless the setting names it', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  const off = readSettings({ LAB_DATA_DIR: '/nowhere' });
  for (const point of points) crashPoint(off, point);
  expect(kill).not.toHaveBeenCalled();
  for (const point of points) crashPoint({ LAB_CRASH_POINT: 'before-mark' }, point);
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
});

test('of all settings that a service has, those for fault tests are off by default', () => {
  const forTests = Object.entries(Settings.shape).filter(([, { description = '' }]) => /fault test/.test(description));
  expect(forTests.map(([name]) => name)).toEqual(['LAB_CRASH_POINT', 'LAB_KAFKA_VIA']);
  const settings = readSettings({ LAB_DATA_DIR: '/nowhere' });
  expect([settings.LAB_CRASH_POINT, settings.LAB_KAFKA_VIA]).toEqual(['', undefined]);
  expect([settings.LAB_CONSUME_PER_SECOND, settings.LAB_STAMPS]).toEqual([0, false]);
});
