import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { readSettings } from '../../../common/base/config.ts';
import { makeFolder } from '../../../common/base/make-folder.ts';
import type { Mode, Role, Running } from '../../../common/mode.ts';
import type { Broker } from '../../brokers/broker.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import { loopbackPorts } from '../../brokers/ports.ts';
import { awaitReady } from '../await-ready.ts';
import { placesOf } from '../instances.ts';
import type { Containers, Lab } from '../lab.ts';
import { until } from '../until.ts';
import type { ComposeCommand } from './compose-command.ts';
import { ContainerService } from './container-service.ts';
import { Stack } from './stack.ts';

const READY_DEADLINE_MS = 60_000;
const root = fileURLToPath(new URL('../../..', import.meta.url));

interface ContainerLabOptions {
  mode: Mode;
  command: ComposeCommand;
  /** Of the containers, networks and volumes: nobody else's. */
  project: string;
  /** Made here: the compose file of this trial, and copies of the stores. */
  dataFolder: string;
  /** LAB_* settings for every service. */
  settings: Record<string, string>;
  signal: AbortSignal;
}

/**
 * One mode in containers, by its own docker-compose.yml. What a lab of processes gives is given here, too; the stores lie
 * in volumes and are copied when they are asked for. `remove` must be called, whatever became of `start`.
 */
export function containerLab(options: ContainerLabOptions) {
  const { mode, command, project, dataFolder, settings, signal } = options;
  makeFolder(dataFolder);
  const override = join(dataFolder, 'docker-compose.bench.json');
  let stack: Stack | null = null;

  async function start(): Promise<{ lab: Lab; broker: Broker | null }> {
    const [brokerPort = 0, ...ports] = await loopbackPorts(mode.services.length + 1);
    const portOf = new Map(mode.services.map(({ role }, index) => [role, ports[index]]));
    writeFileSync(override, JSON.stringify(benchOverride(mode, settings, brokerPort), null, 2), { mode: 0o600 });
    stack = new Stack({
      command,
      project,
      folder: join(root, mode.name),
      files: ['docker-compose.yml', override],
      env: Object.fromEntries([...portOf].map(([role, port]) => [`${role.toUpperCase()}_PORT`, `${port}`])),
      signal,
    });
    await stack.start();
    await stack.healthy();
    const urls = Object.fromEntries([...portOf].map(([role, port]) => [role, `http://127.0.0.1:${port}`]));
    const broker = await containerBroker(stack, mode, brokerPort);
    return { lab: await labOf(stack, urls, broker), broker };
  }

  async function labOf(its: Stack, urls: Record<string, string>, broker: Broker | null): Promise<Lab> {
    const services = new Map<Role, ContainerService>();
    for (const { role, name } of mode.services) services.set(role, await ContainerService.of(its, name));
    const service = (role: Role) => {
      const found = services.get(role);
      if (!found) throw new Error(`${mode.name} has no ${role} service.`);
      return found;
    };
    const instances = placesOf(mode, {}, dataFolder).map((place) => ({
      ...place,
      url: urls[place.role] as string,
      service: service(place.role),
    }));
    const ready = (deadlineMs = READY_DEADLINE_MS) =>
      awaitReady(
        instances.map(({ name, url, service: one }) => ({ name, url, logTail: () => one.logTail() })),
        deadlineMs,
      );
    const brokerUrl = broker?.url ?? null;
    const running: Running = {
      urls,
      brokerUrl,
      namespace: '',
      settings: readSettings({ LAB_DATA_DIR: dataFolder, ...settings }),
      dataFolder,
      stop: (role) => service(role).stop(),
      async start(role) {
        await service(role).start();
        await ready();
      },
    };
    const operator = await mode.operate(running);
    const containers = containersOf(service, dataFolder, mode);
    return { mode, urls, instances, running, operator, service, ready, stop: () => its.stop(), containers };
  }

  return {
    start,
    remove: async () => stack?.down(),
  };
}

function containersOf(service: (role: Role) => ContainerService, dataFolder: string, mode: Mode): Containers {
  const networks = new Map<Role, string[]>();
  return {
    async disconnect(role) {
      const gone = await service(role).disconnect();
      networks.set(role, gone);
      return gone;
    },
    reconnect: (role) => service(role).connect(networks.get(role) ?? []),
    async fetchStores() {
      for (const { role } of mode.services) {
        const one = service(role);
        await one.suspend(); // or a commit would fall between the files of one store
        try {
          await execa('docker', ['cp', `${one.id}:/data/.`, dataFolder]);
        } finally {
          await one.resume();
        }
      }
    },
  };
}

/**
 * What a bench adds to a mode's docker-compose.yml, as a compose file of its own: the settings of the trial, and a way to
 * the broker for the checks, which nobody else has. Nothing of what is there is taken away.
 */
export function benchOverride(mode: Mode, settings: Record<string, string>, brokerPort: number): unknown {
  const broker = mode.broker && brokerKind(mode.broker.kind).container;
  const names = [...mode.services.map(({ name }) => name), ...(broker?.settingsFor ?? [])];
  const services: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, { environment: settings }]));
  if (broker) {
    services['broker'] = {
      ports: [`127.0.0.1:${brokerPort}:${broker.port}`],
      networks: ['edge'],
      ...(broker.environment && { environment: broker.environment(brokerPort) }),
    };
  }
  return { services };
}

const READY_MS = 60_000;

/** The broker of a mode as a container, reached at a port of 127.0.0.1 that is open for the bench alone. */
async function containerBroker(stack: Stack, mode: Mode, port: number): Promise<Broker | null> {
  if (!mode.broker) return null;
  const { kind, probe } = mode.broker;
  const container = await ContainerService.of(stack, 'broker');
  const url = await brokerKind(kind).container.url(container.id, port);
  const ready = () => until(`the ${kind} container is ready`, () => probe(url).then(() => true), READY_MS);
  await ready();
  return {
    kind,
    url,
    owned: true,
    cluster: null,
    versions: { obtained: 'container' },
    settings: {},
    pid: () => container.pid,
    suspend: () => container.suspend(),
    kill: async () => void (await container.kill()),
    async restart() {
      await container.start();
      await ready();
    },
    stop: () => container.stop(),
    onUnexpectedExit: () => {}, // its restart policy starts it again
  };
}
