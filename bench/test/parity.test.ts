import { expect, test } from 'vitest';
import { callFolders, codeOf, eventFolders, exportsOf, modeFolders, projectFiles } from './sources.ts';

/** Files that a mode can have and need not, by their place in it, each with its reason. */
const declared: Record<string, string> = {
  'analytics-service.ts': 'folds the streams of a log; the other media keep none',
  'analytics-store.ts': 'what that service keeps',
  'definitions.ts': 'a broker that knows users: one per service, with what it may do; calls have no broker',
  'write-credentials.ts': 'the passwords of those users, made before the broker of docker-compose.yml starts',
  'call-outbox.ts': 'an outbox of calls; events have theirs in common/messaging/outbox.ts',
  'settling.ts': 'who calls gets an answer that another process may have had first; an event is heard by one',
  'answering-service.ts':
    'how a service lives that only answers; one that lives on messages is common/service/event-service.ts',
  'transport/request.ts': 'what a client library of a broker does, a call does for itself: one request and its answer',
  'transport/circuit.ts': 'who calls must learn that it is of no use now; a message waits where it is',
  'transport/poll.ts': 'whoever listens late must ask again and again; a broker tells him',
  'transport/call-failed.ts':
    'whether a failed call can have arrived decides what follows; a message is simply sent again',
  'operate/leave-call.ts': 'stored calls outlive a version of the service; a broker is asked with bytes instead',
  'operate/order-client.ts': 'a client that speaks the broker',
  'operate/rewind.ts': 'only a log can be read from an earlier place, or lose its beginning',
  'operate/foreign-cases.ts':
    'whoever reaches a broker can put anything into it, with any client; calls are fuzzed by their schemas',
  'operate/foreign-client.ts':
    'the client of such a stranger, which speaks AMQP and checks nothing of what it is given',
  'transport/in-hand.ts':
    'a broker that sends ahead counts messages and not bytes: what is kept of each is for us to bound',
  'transport/unreadable-headers.ts': 'what amqplib does wrong and cannot be told to do right',
  'transport/idle-watch.ts':
    'a broker that sends of itself may stop doing so without a word; who fetches, or is called, knows',
  'transport/mended-client.ts': 'what kafkajs does wrong and cannot be told to do right',
  'transport/mended-connections.ts': 'the same, of its connections',
  'transport/record-set.ts': 'only a log hands over what it keeps as it lies on its disk, packed and unread',
  'transport/requests.ts': 'orders that come through a broker, and the replies; a call is answered as it is',
  'transport/unpack.ts': 'what it is packed with',
  'transport/unpack-lz4.ts': 'one of the ways',
  'transport/keep-consuming.ts': 'kafkajs gives up for good on some errors: whoever runs it starts it anew',
  'transport/in-lanes.ts':
    'only in a log must what is finished early wait to be told; a message is acknowledged by itself',
  'transport/lanes.ts': 'the lanes for that',
  'transport/watermark.ts': 'and how far they are',
  'transport/tell-offsets.ts': 'a place in a log is told; a message is acknowledged as it is, and a call is answered',
  'transport/watch-partitions.ts': 'only in a log can something lie before a consumer that it must not read yet',
  'operate/in-force.ts': 'a broker is asked what is in force of what the mode relies on; calls have none to ask',
  'rabbitmq.conf': 'the settings of that broker; those of Kafka are environment variables',
  'docker-compose.cluster.yml': 'three nodes of a broker in place of one; calls have no broker',
  'rabbitmq-cluster.conf': 'how the nodes find one another; those of Kafka are told by environment variables',
};

const allIn = (folder: string) =>
  projectFiles
    .filter((path) => path.startsWith(`${folder}/`) && !path.startsWith(`${folder}/test/`))
    .map((path) => path.slice(folder.length + 1));
const filesIn = (folder: string) => allIn(folder).filter((name) => !(name in declared));

const [first = ''] = modeFolders;
const twins = filesIn(first).filter((name) => name.endsWith('.ts'));

test.each(modeFolders)('%s holds the same files as the other modes, beyond what is declared', (folder) => {
  expect(filesIn(folder)).toEqual(filesIn(first));
});

test('what is declared exists, and not in every mode', () => {
  const having = (name: string) => modeFolders.filter((folder) => allIn(folder).includes(name)).length;
  const wrong = Object.keys(declared).filter((name) => having(name) === 0 || having(name) === modeFolders.length);
  expect(wrong).toEqual([]);
});

test.each(twins)('%s: what two modes export, they export in the same order', (name) => {
  for (const one of modeFolders) {
    for (const other of modeFolders) {
      const [here, there] = [exportsOf(`${one}/${name}`), exportsOf(`${other}/${name}`)];
      expect(here.filter((each) => there.includes(each))).toEqual(there.filter((each) => here.includes(each)));
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
  for (const path of [...callFolders, 'common/service'].map((folder) => `${folder}/${service}-service.ts`)) {
    const code = codeOf(path);
    const places = steps.map((step) => code.search(step)).filter((place) => place >= 0);
    expect(places.length, path).toBeGreaterThanOrEqual(3);
    expect(places, path).toEqual([...places].sort((a, b) => a - b));
  }
});

test.each(['order', 'inventory', 'notification'])(
  'the %s service is the same wherever events are carried: the transport differs',
  (service) => {
    const told = eventFolders.map((folder) => codeOf(`${folder}/${service}-service.ts`));
    expect(told.length).toBeGreaterThan(1);
    for (const code of told) expect(code).toBe(told[0]);
  },
);
