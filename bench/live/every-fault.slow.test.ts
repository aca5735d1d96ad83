import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../scenarios/command.ts';
import { faultRound, wrongIn } from './endurance/fault-round.ts';
import { runLab } from './page/testing/start-lab.ts';
import { LabClient } from './testing/lab-client.ts';

/** More than a slow consumer takes: nothing would wait for it. */
const RATE = 30;
const LASTS_S = 5;
const MANY_MINUTES = 20 * 60_000;

let command: Command;
let lab: LabClient;

beforeAll(async () => {
  command = runLab();
  lab = await LabClient.open(command);
});
afterAll(async () => {
  lab?.close();
  command?.interrupt();
  expect(await command?.ended()).toBe(0);
  await command?.gone();
});

test(
  'every fault, pressed in every lane that can suffer it, is proved and healed, and the lane is judged clean again',
  async () => {
    await lab.command({ do: 'rate', perSecond: RATE });
    const wrong: string[] = [];
    for (const fault of lab.hello?.picture?.about.faults ?? [])
      wrong.push(...wrongIn(await faultRound(lab, fault, { lastsSeconds: LASTS_S })));
    expect(wrong).toEqual([]);
    expect(Object.values(Object.fromEntries(lab.judged)).every(({ accepted }) => accepted > 0)).toBe(true);
  },
  MANY_MINUTES,
);
