import { expect, test } from 'vitest';
import { codeOf, exportsOf, modeFolders, projectFiles } from './sources.ts';

/** Files that one mode has and the others need not, each with its reason. */
const declared: Record<string, string> = {
  'streaming-kafka/analytics-service.ts': 'folds the streams; the other media keep none',
  'async-rabbitmq/definitions.ts': 'a broker that knows users: one per service, with what it may do',
  'streaming-kafka/definitions.ts': 'the same for Kafka; REST has no broker',
  'async-rabbitmq/write-credentials.ts':
    'the passwords of those users, made before the broker of docker-compose.yml starts',
  'sync-rest/pending-calls.ts': 'calls to be made are stored as an outbox stores events; the other two have the outbox',
  'async-rabbitmq/rabbitmq.conf': 'the settings of that broker; those of Kafka are environment variables',
};

const filesIn = (folder: string) =>
  projectFiles
    .filter((path) => path.startsWith(`${folder}/`) && !path.startsWith(`${folder}/test/`) && !(path in declared))
    .map((path) => path.slice(folder.length + 1));

const twins = filesIn('sync-rest').filter((name) => name.endsWith('.ts'));
const [rest, rabbitmq, kafka] = modeFolders;

test('the three modes hold the same files, beyond what is declared', () => {
  expect(filesIn(rabbitmq)).toEqual(filesIn(rest));
  expect(filesIn(kafka)).toEqual(filesIn(rest));
});

test('what is declared exists', () => {
  expect(Object.keys(declared).filter((path) => !projectFiles.includes(path))).toEqual([]);
});

test.each(twins)('%s: what two modes export, they export in the same order', (name) => {
  for (const one of modeFolders) {
    for (const other of modeFolders) {
      const [first, second] = [exportsOf(`${one}/${name}`), exportsOf(`${other}/${name}`)];
      expect(first.filter((each) => second.includes(each))).toEqual(second.filter((each) => first.includes(each)));
    }
  }
});

test('the same role has the same names in every mode', () => {
  const required: Record<string, string[]> = {
    'mode.ts': ['mode'],
    'operate.ts': ['operate'],
    'topology.ts': ['topologyOf', 'Topology', 'retryPolicy'],
    'transport.ts': ['Transport', 'createTransport'],
  };
  for (const [name, names] of Object.entries(required)) {
    for (const folder of modeFolders) expect(exportsOf(`${folder}/${name}`)).toEqual(expect.arrayContaining(names));
  }
});

test.each(['order', 'inventory', 'notification'])('the %s services do their steps in the same order', (service) => {
  const steps = [
    'openStore(',
    'createInbox(',
    'createOutbox(',
    'createTransport(',
    'Api(context.api',
    '.consume(',
    'outbox.start(',
  ];
  for (const folder of modeFolders) {
    const code = codeOf(`${folder}/${service}-service.ts`);
    const places = steps.map((step) => code.indexOf(step)).filter((place) => place >= 0);
    expect(places.length).toBeGreaterThanOrEqual(2);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  }
});

test.each(['order', 'inventory', 'notification'])(
  'the %s service of a queue and that of a log do not differ: the transport does',
  (service) => {
    expect(codeOf(`${kafka}/${service}-service.ts`)).toBe(codeOf(`${rabbitmq}/${service}-service.ts`));
  },
);
