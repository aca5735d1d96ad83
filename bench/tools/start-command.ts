import { readSettings, type Settings } from '../../common/base/config.ts';
import type { Mode } from '../../common/mode.ts';
import { ordersAtOnce } from '../../common/service/warehouse.ts';
import { addressesOf } from '../brokers/addresses.ts';
import { restartOnExit } from '../brokers/restart-on-exit.ts';
import { roomFor } from '../lab/cluster-room.ts';
import type { Person } from '../lab/customers/customers.ts';
import { GATEWAY_PORT, gatewayOf, SHOP_RATE } from '../lab/gateway/gateway.ts';
import { startLab } from '../lab/lab.ts';
import { leaveNote } from '../lab/lab-note.ts';
import { ownBrokerSettings } from '../lab/own-broker-settings.ts';
import { payingOf, refuseUnknownShape } from '../lab/provider/provider.ts';
import { type SessionOptions, withSession } from '../lab/session.ts';
import { refuseUnknownWork, type WorkOptions, workSettings } from '../lab/warehouse/work-options.ts';
import { mostPerSecond, takesTime, type WorkTime } from '../lab/warehouse/work-time.ts';
import { modeNames } from '../modes.ts';
import {
  addWorkOptions,
  asCount,
  asMode,
  clusterOption,
  durabilityOption,
  mailOption,
  paymentOption,
  type Register,
  withoutOption,
} from './options.ts';
import { print, tell } from './print.ts';

/** `npm start`. */
export const startCommand: Register = (program, finish) => {
  const command = program
    .command('start')
    .description('Runs one mode and prints its URLs; Ctrl-C stops everything.')
    .argument('<mode>', modeNames.join(', '), asMode)
    .option('--port <n>', 'first of consecutive ports; 0 picks free ones', asCount)
    .option('--json', 'print one line of JSON once everything is ready', false)
    .option('--stock <n>', 'pieces of each product at the start', asCount)
    .addOption(durabilityOption())
    .addOption(withoutOption())
    .addOption(mailOption())
    .addOption(clusterOption())
    .option('--tokens', 'every caller shows a token, which a customers service gives out', false)
    .option(
      '--gateway',
      `one door in front of all services: HAProxy, which lets each caller have ${SHOP_RATE / 10} requests/s`,
      false,
    )
    .addOption(paymentOption())
    .option('--keep', 'keep stores, logs and broker data', false)
    .option('--watch', 'restart a service when its source changes', false)
    .action((mode: Mode, options) => finish(startMode(mode, options)));
  addWorkOptions(command);
};

interface StartOptions extends WorkOptions, SessionOptions {
  port?: number;
  json: boolean;
  stock?: number;
  durability: 'page-cache' | 'fsync';
  without: string[];
  payment: Settings['LAB_PAYMENT'];
  watch: boolean;
  tokens: boolean;
  mail: boolean;
  gateway: boolean;
}

/** `npm start -- <mode>`: one mode until Ctrl-C. Progress goes to stderr, the one JSON line to stdout. */
function startMode(mode: Mode, options: StartOptions): Promise<number> {
  const say = tell;
  refuseUnknownWork([mode], options, options.payment !== 'off');
  refuseUnknownShape([mode], options.payment);
  const room = roomFor([mode], options.cluster);
  if (room !== null) say(room);
  const run = withSession(
    say,
    async (session) => {
      const given = { ...process.env, LAB_DATA_DIR: session.folder };
      const { LAB_NAMESPACE: namespace } = readSettings(given); // refused before a broker is started in vain
      const broker = await session.brokerFor(mode, { prefix: namespace, stay: true });
      const store = await session.storeFor(options.instances, options.durability);
      const settings = {
        LAB_DURABILITY: options.durability,
        LAB_WITHOUT: options.without.join(','),
        LAB_PAYMENT: options.payment,
        ...(options.stock !== undefined && { LAB_STOCK: String(options.stock) }),
        ...workSettings(options),
        ...ownBrokerSettings(mode, broker),
        ...ofTheUser(),
      };
      // Plain names may be there from an earlier start, on a broker that is not ours.
      if (broker) await mode.broker?.declare(broker.url, readSettings({ ...given, ...settings }));
      const starting = startLab({
        mode,
        brokerUrl: broker?.url ?? null,
        namespace,
        dataFolder: `${session.folder}/${mode.name}`,
        keep: options.keep ?? false,
        ...(options.port !== 0 && { firstPort: options.port ?? mode.firstPort }),
        settings,
        paying: payingOf(options.payment, WORK_SEED),
        work: options.work ? { time: options.work, seed: WORK_SEED } : null,
        mail: options.mail ? { seed: WORK_SEED } : null,
        ...(options.instances && { instances: options.instances }),
        store,
        tokens: options.tokens,
        guard: session.guard,
        say,
        signal: session.signal,
        watch: options.watch,
      });
      session.onEnd(async () => (await starting.catch(() => null))?.stop()); // also when interrupted at the start
      const lab = await starting;
      session.onEnd(() => lab.operator.close());
      for (const server of [broker, store?.server]) if (server) restartOnExit(server, session.signal, say);
      const { dataFolder } = lab.running;
      const gateway = options.gateway
        ? await gatewayOf(lab, { ...gatewayPort(mode, options.port), rate: SHOP_RATE, guard: session.guard, say })
        : null;
      if (gateway) session.onEnd(gateway.stop);
      const all = { ...lab.urls, ...(gateway && { gateway: gateway.url }) };
      leaveNote(session.folder, { pid: process.pid, mode: mode.name, dataFolder, urls: lab.urls });
      if (options.json) {
        const others = lab.instances.filter(({ instance }) => instance > 1);
        const urls = { ...all, ...Object.fromEntries(others.map(({ process, url }) => [process, url])) };
        const { lookedAfterBy: operator } = lab;
        const ready = {
          ready: true,
          mode: mode.name,
          urls,
          ...(broker && { broker: broker.url }),
          ...(operator && { operator }),
        };
        print(JSON.stringify(ready));
      } else {
        say(`${mode.name} is ready. ${mode.title}`);
        for (const [role, url] of Object.entries(all)) say(`  ${role.padEnd(14)} ${url}`);
        for (const { instance, process, url } of lab.instances) {
          if (instance > 1) say(`  ${process.padEnd(14)} ${url}`);
        }
        if (broker)
          say(
            `  ${'broker'.padEnd(14)} ${addressesOf(broker.url)
              .map((url) => url.replace(/:\/\/.*@/, '://'))
              .join(', ')}`,
          );
        if (lab.lookedAfterBy) say(tokenWords(lab.lookedAfterBy));
        if (options.work) say(workWords(mode, options.work, readSettings({ ...given, ...settings })));
        say('Ctrl-C stops everything.');
      }
      return new Promise<number>(() => {}); // until the session is interrupted
    },
    options,
  );
  return run.then((code) => (code === 130 ? 0 : code));
}

const gatewayPort = ({ firstPort }: Mode, port = firstPort) => (port === 0 ? {} : { port: port + GATEWAY_PORT });

const tokenWords = ({ email, password }: Person): string =>
  `Callers need a token: POST /customers and POST /tokens of the customers service. The operator is ${email} with ${password}`;

/** Which order takes how long follows from it. */
const WORK_SEED = 1;

/** What the person at the keyboard can expect of it. */
function workWords({ atOnce }: Mode, work: WorkTime, settings: Settings): string {
  const asking = { ...settings, WAREHOUSE_URL: '' };
  const hands = ordersAtOnce(asking) ?? 1;
  const most = takesTime(work) ? `: at most ${Math.round(mostPerSecond(work, hands))} orders/s` : '';
  return `Inventory asks the warehouse about each order (${work.text}), ${hands} at once${most}. Bounded by ${atOnce.bounds(asking)}.`;
}

/**
 * Settings without the prefix that reach the services all the same: where traces go, and the key that callbacks are signed with. A
 * bench gives neither to a service: it would cost what it measures.
 */
function ofTheUser(): Record<string, string> {
  const names = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'CALLBACK_KEY', 'CALLBACK_KEY_FILE'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
