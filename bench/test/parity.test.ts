import { expect, test } from 'vitest';
import { codeOf, exportsOf, modeFolders, projectFiles } from './sources.ts';

/** Files that one mode has and the others need not, each with its reason. */
const declared: Record<string, string> = {
  'streaming-kafka/analytics-service.ts': 'folds the streams; the other media keep none',
  'streaming-kafka/analytics-store.ts': 'what that service keeps',
  'async-rabbitmq/definitions.ts': 'a broker that knows users: one per service, with what it may do',
  'streaming-kafka/definitions.ts': 'the same for Kafka; REST has no broker',
  'async-rabbitmq/write-credentials.ts':
    'the passwords of those users, made before the broker of docker-compose.yml starts',
  'sync-rest/call-outbox.ts': 'an outbox of calls; the other two have the one of events, common/messaging/outbox.ts',
  'sync-rest/answering-service.ts':
    'how a service lives that only answers; one that lives on messages is common/service/event-service.ts',
  'sync-rest/transport/call-failed.ts':
    'whether a failed call can have arrived decides what follows; a message is simply sent again',
  'sync-rest/operate/leave-call.ts':
    'stored calls outlive a version of the service; a broker is asked with bytes instead',
  'streaming-kafka/operate/rewind.ts': 'only a log can be read from an earlier place, or lose its beginning',
  'async-rabbitmq/operate/in-force.ts': 'a broker is asked what is in force of what the mode relies on',
  'streaming-kafka/operate/in-force.ts': 'the same; REST has no broker to ask',
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
    'fairness.ts': ['fairness', 'recovery'],
    'topology.ts': ['topologyOf', 'Topology', 'retryPolicy'],
    'transport.ts': ['Transport', 'createTransport'],
    'transport/park.ts': ['createPark'],
    'operate/backlog.ts': ['readBacklog'],
    'operate/dead-letters.ts': ['readParked'],
    'operate/deliver.ts': ['deliverAgain', 'inject'],
  };
  for (const [name, names] of Object.entries(required)) {
    for (const folder of modeFolders) expect(exportsOf(`${folder}/${name}`)).toEqual(expect.arrayContaining(names));
  }
});

test.each(['order', 'inventory', 'notification'])('the %s service does its steps in the same order', (service) => {
  const steps = [
    /openStore\(/,
    /create(Call)?Outbox\(/,
    /Api\(.*api, store/,
    /eventService\(|outbox\.start\(|answer\w+\(/,
  ];
  for (const path of [`${rest}/${service}-service.ts`, `common/service/${service}-service.ts`]) {
    const code = codeOf(path);
    const places = steps.map((step) => code.search(step)).filter((place) => place >= 0);
    expect(places.length, path).toBeGreaterThanOrEqual(3);
    expect(places, path).toEqual([...places].sort((a, b) => a - b));
  }
});

test.each(['order', 'inventory', 'notification'])(
  'the %s service of a queue and that of a log do not differ: the transport does',
  (service) => {
    expect(codeOf(`${kafka}/${service}-service.ts`)).toBe(codeOf(`${rabbitmq}/${service}-service.ts`));
  },
);
