import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { until as untilWithin } from '../../lab/until.ts';
import { modes } from '../../modes.ts';
import { Command } from '../../scenarios/command.ts';
import { startBrowser } from '../page/testing/browser.ts';
import { openPage } from '../page/testing/open-page.ts';
import { startLab } from '../page/testing/start-lab.ts';
import type { Judgement } from '../protocol/events.ts';
import { LabClient } from '../testing/lab-client.ts';

const PATIENCE_MS = 120_000;
const MINUTES = 10 * 60_000;
const RATE = 20;
const until = (what: string, look: () => boolean) => untilWithin(what, look, PATIENCE_MS);

const names = modes.map(({ name }) => name);

/** What is judged, whatever the number of orders was. */
const verdictOf = ({ outcome, lost, doubled, ghosts, underWay, checks }: Judgement) => ({
  outcome,
  lost,
  doubled,
  ghosts,
  underWay,
  checks: checks.map((one) => [one.check, one.outcome]),
});

/** Kills inventory in all lanes under load and heals it, as a person does; gives the verdicts, and the scenario as it was downloaded. */
async function pressed(folder: string): Promise<{ file: string; verdicts: object }> {
  const lab = await startLab();
  onTestFinished(() => lab.command[Symbol.asyncDispose]());
  const browser = await startBrowser();
  onTestFinished(() => browser.close());
  const { page } = await openPage(browser, lab.url);
  page.setDefaultTimeout(PATIENCE_MS);
  const client = await LabClient.open(lab.command);
  const phases = () => names.map((name) => client.lane(name)?.faults.at(-1)?.phase);
  const setRate = async (perSecond: number) => {
    await page.getByLabel('Orders per second in every lane').fill(String(perSecond));
    await page.keyboard.press('Enter');
  };

  await setRate(RATE);
  await until('every lane finishes orders', () => names.every((name) => (client.now(name)?.completed ?? 0) > 0));
  await page.getByRole('button', { name: /^Break: The inventory service is killed, in all/ }).click();
  await until('it is proved', () => phases().every((phase) => phase === 'witnessed'));
  await until('orders queue', () => names.some((name) => (client.now(name)?.backlog ?? 0) > 2 * RATE));
  await page.getByRole('button', { name: /^Heal: The inventory service is killed, in all/ }).click();
  await until('it is healed', () => phases().every((phase) => phase === 'healed'));
  await setRate(0);
  await until('nothing is under way', () =>
    names.every((name) => client.judged.get(name)?.underWay === 0 && client.judged.get(name)?.outcome !== 'unknown'),
  );
  await page.getByRole('tab', { name: 'Scenarios' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const file = join(folder, 'pressed.json');
  await download.saveAs(file);
  const verdicts = Object.fromEntries(names.map((name) => [name, verdictOf(client.judged.get(name) as Judgement)]));
  client.close();
  lab.command.interrupt();
  expect(await lab.command.ended()).toBe(0);
  return { file, verdicts };
}

test(
  'what was pressed on the page comes to the same verdicts when it is repeated without one',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { file, verdicts } = await pressed(folder);
    await using repeated = new Command(process.execPath, ['bench/cli/cli.ts', 'scenario', file, '--json']);
    await untilWithin('it has ended', () => repeated.stdout.some((line) => line.startsWith('{')), 3 * PATIENCE_MS);
    expect(await repeated.ended()).toBe(0);
    const { lanes } = JSON.parse(repeated.stdout.find((line) => line.startsWith('{')) ?? '') as {
      lanes: { lane: string; judgement: Judgement }[];
    };
    expect(Object.fromEntries(lanes.map(({ lane, judgement }) => [lane, verdictOf(judgement)]))).toEqual(verdicts);
    for (const { lane, judgement } of lanes) expect(judgement.accepted, lane).toBeGreaterThan(RATE);
  },
  MINUTES,
);
