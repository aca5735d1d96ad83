import { setTimeout } from 'node:timers/promises';
import { Command as Program } from 'commander';
import type { Page } from 'playwright-core';
import { everyRole } from '../../../common/workflow/message-table.ts';
import { until } from '../../lab/until.ts';
import { modes } from '../../modes.ts';
import { asSome } from '../../tools/options.ts';
import { flatnessOf } from '../../tools/soak/judge-soak.ts';
import { startBrowser } from '../page/testing/browser.ts';
import { openPage } from '../page/testing/open-page.ts';
import { startLab } from '../page/testing/start-lab.ts';
import { LabClient } from '../testing/lab-client.ts';
import { faultRound, wrongIn } from './fault-round.ts';
import { framesPerSecond, heapMiB, pagesMiB, residentMiB } from './weigh.ts';

/**
 * `npm run endure`: a real lab under load, with a page that looks at it, and every fault of the catalogue in turn, one a minute.
 * Memory must stay flat, every order be accounted for, and what watches cost little.
 */
const { minutes, rate, faults } = new Program('endure')
  .description(
    'A real lab and a real page under load, with a fault each minute: memory flat, every order accounted for?',
  )
  .option('--minutes <n>', 'under load', asSome, 30)
  .option('--rate <n>', 'orders per second in each lane', asSome, 100)
  .option('--no-faults', 'nothing is broken meanwhile')
  .parse()
  .opts<{ minutes: number; rate: number; faults: boolean }>();

const FAULT_EVERY_S = 60;
const FAULT_LASTS_S = 15;
const REST_MS = 180_000;
const FEWEST_FRAMES = 30;
const MOST_OF_PAGE_MIB = 200;
/** What watches may cost, as a share of what the services use. */
const MOST_WATCHING = 0.15;
/** In shorter ones the heaps of the first minutes are all there is to see. */
const TELLING_MINUTES = 10;

const lanes = modes.map(({ name }) => name);
const lab = await startLab();
const browser = await startBrowser();
let wrong: string[];
try {
  wrong = await endure();
} finally {
  await browser.close();
  lab.command.interrupt();
  console.log(`The lab ended with ${await lab.command.ended()}.`);
  await lab.command.gone();
}
for (const why of wrong) console.log(`WRONG: ${why}`);
process.exit(wrong.length === 0 ? 0 : 1);

async function endure(): Promise<string[]> {
  const { page, complaints } = await openPage(browser, lab.url);
  const client = await LabClient.open(lab.command);
  await client.command({ do: 'rate', perSecond: rate });
  const beganMs = performance.now();
  const untilSecond = (second: number) => setTimeout(Math.max(0, beganMs + second * 1000 - performance.now()));

  const [found, looks] = await Promise.all([breaking(client, untilSecond), looking(client, page, untilSecond)]);
  const cores = shares(client);
  await client.command({ do: 'rate', perSecond: 0 });
  const isAtRest = (lane: string) => client.judged.get(lane)?.underWay === 0 && client.now(lane)?.backlog === 0;
  await until('nothing is under way', () => lanes.every(isAtRest), REST_MS).catch(({ message }: Error) =>
    found.push(message),
  );
  for (const lane of lanes) {
    const judged = client.judged.get(lane);
    console.log(`${lane}: ${judged?.outcome}; ${JSON.stringify({ ...judged, checks: undefined })}`);
    if (judged?.outcome !== 'holds' || judged.accepted !== judged.finishedOnce)
      found.push(`${lane} is judged ${judged?.outcome}: ${judged?.because}`);
  }
  client.close();
  const observed = cores.lab / cores.services;
  console.log(
    `cores: ${JSON.stringify(cores)}; what watches used ${(100 * observed).toFixed(1)}% of what the services did`,
  );
  if (observed > MOST_WATCHING) found.push('what watches costs too much');
  return [...found, ...wrongOf(looks), ...complaints.map((said) => `the browser complained: ${said}`)];
}

/** Every fault in turn, one in each minute but the last. */
async function breaking(client: LabClient, untilSecond: (second: number) => Promise<void>): Promise<string[]> {
  const found: string[] = [];
  const all = client.hello?.picture?.about.faults.filter(({ unavailable }) =>
    Object.values(unavailable).includes(null),
  );
  if (!faults || !all) return found;
  for (let minute = 0; minute < minutes - 1; minute++) {
    await untilSecond((minute + 0.5) * FAULT_EVERY_S);
    const fault = all[minute % all.length];
    if (fault) found.push(...wrongIn(await faultRound(client, fault, { lastsSeconds: FAULT_LASTS_S })));
  }
  return found;
}

type Look = Record<'server' | 'page' | 'heap' | 'frames', number>;

/** Once a minute: MiB of the server and of the page, and how often it draws. */
async function looking(client: LabClient, page: Page, untilSecond: (second: number) => Promise<void>): Promise<Look[]> {
  const looks: Look[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    await untilSecond(minute * 60 - 5);
    const frames = await framesPerSecond(page);
    const look = { server: residentMiB(lab.command.pid), page: pagesMiB(), heap: await heapMiB(page), frames };
    looks.push(look);
    const figures = Object.entries(look).map(([what, value]) => `${what} ${value.toFixed(1)}`);
    const told = lanes.map((lane) => `${client.judged.get(lane)?.accepted} (${client.now(lane)?.backlog})`);
    console.log(`minute ${minute}: ${figures.join(', ')}; accepted (backlog): ${told.join(', ')}`);
  }
  return looks;
}

function wrongOf(looks: readonly Look[]): string[] {
  const found: string[] = [];
  for (const what of ['server', 'page', 'heap'] as const) {
    const flatness = flatnessOf({ kind: 'memory-mib', of: what, values: looks.map((look) => look[what]) });
    console.log(JSON.stringify(flatness));
    if (minutes >= TELLING_MINUTES && !flatness.flat)
      found.push(`the memory of ${what} grew by ${flatness.growth} MiB`);
  }
  if (looks.some(({ page }) => page > MOST_OF_PAGE_MIB)) found.push(`the page takes more than ${MOST_OF_PAGE_MIB} MiB`);
  if (looks.some(({ frames }) => frames < FEWEST_FRAMES))
    found.push(`it draws less than ${FEWEST_FRAMES} times a second`);
  return found;
}

/** Cores on average, by the CPU times of `/proc` that the lab tells each second: services without brokers and proxies; what watches; what sends. */
function shares({ figures }: LabClient): { services: number; lab: number; generator: number } {
  const mean = (of: (event: (typeof figures)[number]) => number) =>
    figures.reduce((sum, event) => sum + of(event), 0) / Math.max(1, figures.length);
  return {
    services: mean(({ lanes: all }) =>
      Object.values(all)
        .flatMap(({ cpu }) => everyRole.map((role) => cpu[role] ?? 0))
        .reduce((sum, one) => sum + one, 0),
    ),
    lab: mean(({ own }) => own['lab'] ?? 0),
    generator: mean(({ own }) => own['generator'] ?? 0),
  };
}
