import { BrokerUnavailable } from './broker-unavailable.ts';
import { ensureInstalled, findInstalled, type Installing } from './cache.ts';
import { onPath } from './on-path.ts';
import { serverOnPath } from './rabbitmq-on-path.ts';
import { privateRoot, privateRootObstacle, privateRootServer } from './rabbitmq-private-root.ts';
import { relocated, relocatedServer, relocationObstacle } from './rabbitmq-relocated.ts';
import type { RabbitmqServer } from './rabbitmq-server.ts';

/**
 * One way to a RabbitMQ server, in the order of preference:
 * `get` resolves with a server, installing it when it must, or rejects with the reason why not.
 * `find` only looks: null when something would have to be installed first, or the way is closed.
 */
interface Way {
  name: string;
  find(): Promise<RabbitmqServer | null>;
  get(installing: Installing): Promise<RabbitmqServer>;
}

const ON_PATH: Way = {
  name: 'rabbitmq-server 4 or newer on the PATH',
  async find() {
    const server = await serverOnPath();
    return server?.warning === undefined ? server : null;
  },
  async get() {
    const server = await serverOnPath();
    if (server === null) throw new Error('there is none');
    if (server.warning !== undefined) throw new Error(`found ${server.versions.rabbitmq}`);
    return server;
  },
};

const PRIVATE_ROOT: Way = {
  name: "RabbitMQ 4 from Debian's packages in a private root",
  async find() {
    const installed = await findInstalled(privateRoot.name);
    if (installed === null || (await privateRootObstacle()) !== null) return null;
    return privateRootServer(installed);
  },
  async get(installing) {
    const obstacle = onPath('apt-get') === null ? 'there is no apt-get on the PATH' : await privateRootObstacle();
    if (obstacle !== null) throw new Error(obstacle);
    return privateRootServer(await ensureInstalled(privateRoot, installing));
  },
};

const OLDER_ON_PATH: Way = {
  name: 'an older rabbitmq-server on the PATH',
  find: serverOnPath,
  async get() {
    const server = await serverOnPath();
    if (server === null) throw new Error('there is none');
    return server;
  },
};

const RELOCATED: Way = {
  name: "the distribution's own packages, relocated",
  async find() {
    const installed = await findInstalled(relocated.name);
    return installed === null ? null : relocatedServer(installed);
  },
  async get(installing) {
    const obstacle = relocationObstacle();
    if (obstacle !== null) throw new Error(obstacle);
    return relocatedServer(await ensureInstalled(relocated, installing));
  },
};

const WAYS = [ON_PATH, PRIVATE_ROOT, OLDER_ON_PATH, RELOCATED];

/** The best server that can run now, without installing anything; null when there is none. */
export async function findRabbitmq(): Promise<RabbitmqServer | null> {
  for (const way of WAYS) {
    const server = await way.find();
    if (server !== null) return server;
  }
  return null;
}

/**
 * The best server this machine can have, installed when it must be. What was already installed comes before a new
 * attempt at something better that failed earlier, so that a second run downloads nothing.
 * Rejects with BrokerUnavailable, naming what was tried and the ways to get one.
 *
 * @param ways for tests; all of them otherwise
 */
export async function obtainRabbitmq(installing: Installing, ways: Way[] = WAYS): Promise<RabbitmqServer> {
  for (const way of [ON_PATH, PRIVATE_ROOT, RELOCATED].filter((known) => ways.includes(known))) {
    const server = await way.find();
    if (server !== null) return warned(server, installing);
  }
  return installRabbitmq(installing, ways);
}

/** As `obtainRabbitmq`, but tries every better way again first. */
export async function installRabbitmq(installing: Installing, ways: Way[] = WAYS): Promise<RabbitmqServer> {
  const tried: string[] = [];
  for (const way of ways) {
    try {
      return warned(await way.get(installing), installing);
    } catch (error) {
      tried.push(`  - ${way.name}: ${(error as Error).message}`);
      if (way === PRIVATE_ROOT) installing.say(`RabbitMQ 4 is not to be had here: ${(error as Error).message}`);
    }
  }
  throw new BrokerUnavailable('rabbitmq', unavailableMessage(tried));
}

/** What to tell a person on whose machine every way is closed. */
function unavailableMessage(tried: string[]): string {
  return [
    'expected a RabbitMQ to run the async-rabbitmq mode on, found none. Tried:',
    ...tried,
    'One of these will do:',
    '  - name a running one: AMQP_URL=amqp://user:password@host:5672',
    '  - install RabbitMQ 4 or newer, so that rabbitmq-server and erl are on the PATH',
    '  - use a Debian-family machine with apt-get, a reachable mirror and, for version 4, user namespaces',
    '  - start the one in async-rabbitmq with its docker-compose.debug.yml, and name it with AMQP_URL (docs/platforms.md)',
    '  - leave it out: --modes sync-rest,streaming-kafka',
  ].join('\n');
}

function warned(server: RabbitmqServer, installing: Installing): RabbitmqServer {
  if (server.warning !== undefined) installing.say(`warning: ${server.warning}`);
  return server;
}
