import { expect, onTestFinished, test } from 'vitest';
import { definitionsOf as queueRights } from '../../async-rabbitmq/definitions.ts';
import { asyncApiOf as queueDocument, topologyOf as queues } from '../../async-rabbitmq/topology.ts';
import { calls, events, eventTypes, serviceNames } from '../../common/workflow/message-table.ts';
import { definitionsOf as topicRights } from '../../streaming-kafka/definitions.ts';
import { asyncApiOf as topicDocument, topologyOf as topics } from '../../streaming-kafka/topology.ts';
import { modes } from '../modes.ts';
import { callFolders, codeOf, eventFolders, isTest, modeFolders, sources } from './sources.ts';

/** Where somebody needs to know who sends what to whom: all of them ask the table. */
const derived = [
  ...modeFolders.map((mode) => new RegExp(`^${mode}/(topology|definitions|mode)\\.ts$`)),
  ...eventFolders.map((mode) => new RegExp(`^${mode}/(operate(?!/foreign-cases)|history-sources|transport)`)), // a stranger sends what he likes
  ...callFolders.map((mode) => new RegExp(`^${mode}/(transport|operate/(backlog|dead-letters))`)),
  /^common\/messaging\//,
  /^common\/operator\//,
  /^common\/mode\.ts$/,
  /^bench\/experiments\/story\//,
  /^bench\/report\/charts\//,
  /^bench\/tools\/trace\//,
];
const places = sources.filter((path) => !isTest(path) && derived.some((each) => each.test(path)));
const quoted = (words: readonly string[]) => new RegExp(`['"\`/](${words.join('|')})['"\`]`);

test.each(places)('%s names no kind of event or call, and no pair of roles', (path) => {
  const code = codeOf(path);
  expect(code).not.toMatch(new RegExp(`\\b(${eventTypes.join('|')})\\b`));
  expect(code.replaceAll("action: 'send'", '')).not.toMatch(quoted(Object.keys(calls))); // AsyncAPI's word
  const roles = `'(${Object.keys(serviceNames).join('|')})'`;
  expect(code).not.toMatch(new RegExp(`from: ${roles}|\\[${roles}, ${roles}`));
});

test('every kind of place that derives from the table is among those looked at', () => {
  for (const each of derived) expect(places.filter((path) => each.test(path)).length, String(each)).toBeGreaterThan(0);
});

test('a service is called in every mode as the table calls it', () => {
  for (const { name, services } of modes) {
    for (const service of services) expect([name, service.name]).toEqual([name, serviceNames[service.role]]);
  }
});

test('one more receiver in the table: queue, topic, rights and documents follow', () => {
  const settings = { LAB_NAMESPACE: '', LAB_DURABILITY: 'page-cache', LAB_WITHOUT: [], LAB_REPLICAS: 0 } as const;
  const all = () => ({
    bound: queues({ ...settings, LAB_WITHOUT: [], LAB_REPLICAS: 0 }).orders.events,
    mustArrive: [...queues({ ...settings, LAB_WITHOUT: [], LAB_REPLICAS: 0 }).expected],
    reads: topics(settings).orders.topics,
    rights: topicRights(topics(settings)).filter(({ user, operation }) => user === 'orders' && operation === 'read'),
    documents: JSON.stringify([
      queueDocument(queues({ ...settings, LAB_WITHOUT: [], LAB_REPLICAS: 0 })),
      topicDocument(topics(settings)),
    ]),
    bindings: JSON.stringify(queueRights(queues({ ...settings, LAB_WITHOUT: [], LAB_REPLICAS: 0 }), () => '')).match(
      /"routing_key":"NotificationSent"/g,
    ),
  });
  const before = all();
  const row: { to: readonly string[] } = events.NotificationSent;
  onTestFinished(() => void (row.to = []));
  row.to = ['orders'];
  const after = all();
  expect(after.bound).toEqual([...before.bound, 'NotificationSent']);
  expect(after.mustArrive).toContain('NotificationSent');
  expect(after.reads).toEqual([...before.reads, 'notifications']);
  expect(after.rights).toContainEqual({ user: 'orders', resource: 'topic', operation: 'read', name: 'notifications' });
  expect(after.documents).not.toBe(before.documents);
  expect([before.bindings, after.bindings?.length]).toEqual([null, 1]);
});
