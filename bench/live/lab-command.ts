import { execFile } from 'node:child_process';
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Protection } from '../../common/base/protections.ts';
import type { Mode } from '../../common/mode.ts';
import { catalogue } from '../../common/store/catalogue.ts';
import type { Shape } from '../../common/workflow/message-table.ts';
import { roomFor } from '../lab/cluster-room.ts';
import { type Session, type SessionOptions, withSession } from '../lab/session.ts';
import {
  asCount,
  clusterOption,
  durabilityOption,
  modesOption,
  paymentOption,
  type Register,
  withoutOption,
} from '../tools/options.ts';
import { print, tell } from '../tools/print.ts';
import { LabMemory } from './lab-memory.ts';
import { LiveLab, STOCK } from './live-lab.ts';
import { oneFile } from './one-file.ts';
import { buildPage, pageFolder } from './page/build.ts';
import type { Hello, LabEvent } from './protocol/events.ts';
import { laneReads, runReads } from './reads.ts';
import { StreamRecorder } from './recorder.ts';
import { ScenarioDesk } from './scenario/scenario-desk.ts';
import { newToken } from './server/callers.ts';
import { LabStream } from './server/lab-stream.ts';
import { type LiveServerOptions, startLiveServer } from './server/live-server.ts';
import { Refusal } from './server/refusal.ts';

const PORT = 4000;
const RESULTS = fileURLToPath(new URL('../../results', import.meta.url));

interface LabOptions extends Pick<SessionOptions, 'cluster'> {
  modes: Mode[];
  port: number;
  /** False: not in a browser; a file: that recording. */
  open?: string | false;
  json: boolean;
  seed: number;
  stock: number;
  durability: 'page-cache' | 'fsync';
  without: Protection[];
  payment: Shape;
  record?: string;
  export?: string;
}

/** `npm run lab`. */
export const labCommand: Register = (program, finish) => {
  program
    .command('lab')
    .description('Runs the modes side by side with one live page; Ctrl-C stops everything.')
    .addOption(modesOption())
    .option('--port <n>', 'of the page; 0 picks a free one', asCount, PORT)
    .option('--open <file>', 'show a recording instead: no lab is started')
    .option('--no-open', 'do not open the page in a browser')
    .option('--json', 'print one line of JSON once the page is ready', false)
    .option('--record <file>', 'keep what happened, to be opened again with --open')
    .option('--export <file>', 'with --open <file>: write it as one HTML file that opens without a lab, and end')
    .option('--seed <n>', 'of the orders', asCount, 1)
    .option('--stock <n>', 'pieces of each product at the start', asCount, STOCK)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .addOption(clusterOption())
    .addOption(paymentOption())
    .action((options: LabOptions) => finish(runLab(options)));
};

function runLab(options: LabOptions): Promise<number> {
  const { open } = options;
  if (options.export !== undefined) return exportRecording(open, options.export);
  const room = typeof open === 'string' ? null : roomFor(options.modes, options.cluster);
  if (room !== null) tell(room);
  const run = withSession(
    tell,
    (session) => (typeof open === 'string' ? showRecording(session, options, open) : live(session, options)),
    { cluster: options.cluster },
  );
  return run.then((code) => (code === 130 ? 0 : code));
}

async function live(session: Session, options: LabOptions): Promise<number> {
  const stream = new LabStream(session.id);
  const memory = new LabMemory();
  const publish = (event: LabEvent) => {
    memory.remember(event);
    stream.publish(event);
  };
  const skus = catalogue.map(({ sku }) => sku);
  const lab = new LiveLab(session, options.modes, skus, { ...options, publish });
  const scenarios = new ScenarioDesk(lab, options, session.signal);
  const picture = () => memory.picture(session.id, lab, scenarios.list());
  const greet = async (start: Hello['start']): Promise<Hello> => {
    const seen = start === 'resumed' ? null : await picture();
    return { kind: 'hello', atMs: Date.now(), start, replay: false, picture: seen };
  };
  const recorder = new StreamRecorder(options.record ?? join(session.folder, 'recording.jsonl'), await greet('fresh'));
  session.onEnd(() => recorder.close());
  stream.subscribe((sent) => recorder.take(sent));
  await servePage(session, options, {
    stream,
    greet,
    command: (command) => scenarios.carryOut(command),
    reads: {
      ...laneReads(lab),
      ...runReads(RESULTS),
      '/scenario': async () => scenarios.soFar(),
      '/recording': async () => ({ type: 'application/jsonl', text: await recorder.read() }),
      '/export': async () => ({
        type: 'text/html',
        text: await oneFile(pageFolder, await text(await recorder.read())),
      }),
    },
    ready: () => lab.start(),
  });
  return new Promise<number>(() => {}); // until the session is interrupted
}

async function showRecording(session: Session, options: LabOptions, file: string): Promise<number> {
  if (!existsSync(file)) throw new Error(`There is no recording ${file}.`);
  await servePage(session, options, {
    stream: new LabStream(session.id),
    greet: async (start) => ({ kind: 'hello', atMs: Date.now(), start, replay: true, picture: null }),
    command: async () => {
      throw new Refusal(409, 'This is a recording: nothing runs that could be told anything.');
    },
    reads: {
      ...runReads(RESULTS),
      '/recording': async () => ({ type: 'application/jsonl', text: createReadStream(file) }),
    },
    ready: async () => {},
  });
  return new Promise<number>(() => {});
}

async function exportRecording(open: LabOptions['open'], file: string): Promise<number> {
  if (typeof open !== 'string') throw new Error('Name the recording: --open <file> --export <html>.');
  if (!existsSync(open)) throw new Error(`There is no recording ${open}.`);
  await buildPage();
  writeFileSync(file, await oneFile(pageFolder, readFileSync(open, 'utf8')), { mode: 0o600 });
  tell(`${file} opens in any browser.`);
  return 0;
}

type Served = Pick<LiveServerOptions, 'stream' | 'greet' | 'command' | 'reads'> & { ready: () => Promise<void> };

/** The page is there at once, and shows how the lanes come up; it is announced when they are. */
async function servePage(
  session: Session,
  { port, json, open }: LabOptions,
  { ready, ...served }: Served,
): Promise<void> {
  await buildPage();
  const token = newToken();
  const server = await startLiveServer({ ...served, port, token, page: pageFolder, tell: session.say }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new Error(`Port ${port} is in use. Stop what uses it, or choose another with --port (0 picks a free one).`);
    },
  );
  session.onEnd(() => server.close());
  const url = `http://127.0.0.1:${server.port}/#token=${token}`;
  if (!json && open !== false) openInBrowser(url);
  await ready();
  if (json) print(JSON.stringify({ ready: true, url }));
  else session.say(`The lab is ready: ${url}\nCtrl-C stops everything.`);
}

/** Where there is a desktop; elsewhere the address in the terminal must do. */
function openInBrowser(url: string): void {
  if (process.platform === 'darwin') execFile('open', [url], () => {});
  else if (process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) execFile('xdg-open', [url], () => {});
}
