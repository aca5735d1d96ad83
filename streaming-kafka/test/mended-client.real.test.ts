import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { connectAs } from '../operate/connect.ts';

test('a connection on which nothing waits sets no timer, and none for a time that is over', async () => {
  const admin = connectAs('test', inject('brokers').kafka as string).admin();
  await admin.connect();
  onTestFinished(() => admin.disconnect());
  await admin.listTopics();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  await admin.listTopics();
  await pause(100); // not of the spied kind: nobody else sets any meanwhile
  expect(timers.mock.calls.filter(([, ms = 0]) => ms < 1)).toEqual([]);
  expect(timers.mock.calls.length).toBeLessThan(3);
});
