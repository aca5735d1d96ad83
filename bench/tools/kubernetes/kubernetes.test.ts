import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Settings, secretSettings } from '../../../common/base/config.ts';
import { orderOpenApi } from '../../../common/contracts/openapi.ts';
import { modes } from '../../modes.ts';
import { read } from '../../test/sources.ts';
import { FOLDER } from './manifest-files.ts';
import { filesOf, kustomizationsIn, type Resource, resourcesIn } from './manifests.ts';
import { networkPolicies } from './network-policies.ts';
import { judgeBy } from './schemas.ts';

const judge = judgeBy(`${FOLDER}/schemas`);
const folders = kustomizationsIn(FOLDER);
const all = new Map([...new Set(folders.flatMap(filesOf))].map((path) => [path, resourcesIn(read(path))]));
const resources = [...all.values()].flat();

/** Those of one kind, read as this says. */
const ofKind = <T>(kind: string, shape: z.ZodType<T>, from: readonly Resource[] = resources): T[] =>
  from.filter((one) => one.kind === kind).map((one) => shape.parse(one));

const Named = z.looseObject({
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
});
const Container = z.looseObject({
  image: z.string(),
  env: z.array(z.looseObject({ name: z.string() })),
  resources: z.looseObject({ limits: z.record(z.string(), z.string()) }),
  securityContext: z.unknown(),
});
const Pod = z.looseObject({
  spec: z.looseObject({
    securityContext: z.unknown(),
    automountServiceAccountToken: z.boolean(),
    containers: z.array(Container),
  }),
});
const Workload = Named.extend({ spec: z.looseObject({ replicas: z.number().optional(), template: Pod }) });
const workloads = [...ofKind('Deployment', Workload), ...ofKind('Job', Workload)];

test('every resource of every kustomization holds against the schema of its kind', () => {
  expect(folders.length).toBe(1 + 2 * modes.length);
  expect(resources.length).toBeGreaterThan(60);
  expect(resources.flatMap(judge)).toEqual([]);
});

const deployment = read(`${FOLDER}/${modes[0]?.name}/services.yaml`)
  .replace(/[\s\S]*?---\n/, '')
  .replace(/\n---[\s\S]*/, '');
test.each([
  ['a misspelt probe', deployment.replace('readinessProbe', 'readynessProbe'), /readynessProbe/],
  ['a number in words', deployment.replace('replicas: 2', 'replicas: two'), /\/spec\/replicas: must be integer/],
  [
    'a member of another API version',
    deployment.replace('apps/v1', 'apps/v1beta1'),
    /no schema knows apps\/v1beta1 Deployment/,
  ],
  ['a listener without a port', planted('Kafka', '"port":9093,', ''), /required property 'port'/],
  [
    'a role that no node has',
    planted('KafkaNodePool', '["controller","broker"]', '["leader"]'),
    /\/spec\/roles\/0: must be equal to one/,
  ],
  ['a topic with another name for its partitions', planted('KafkaTopic', '"partitions"', '"partition"'), /"partition"/],
  ['an operation that Kafka does not know', planted('KafkaUser', '["Write"', '["Eat"'), /operations\/0/],
  ['RabbitMQ with another name for its replicas', planted('RabbitmqCluster', '"replicas"', '"replica"'), /"replica"/],
  [
    'a PostgreSQL whose number of instances is a word',
    planted('Cluster', '"instances":3', '"instances":"three"'),
    /\/spec\/instances: must be integer/,
  ],
])('%s is refused', (_, text, problem) => {
  expect(resourcesIn(text).flatMap(judge).join('\n')).toMatch(problem);
});

/** The first resource of a kind as YAML (of which JSON is a part), with one thing of it put differently. */
function planted(kind: string, from: string, to: string): string {
  const text = JSON.stringify(resources.find((one) => one.kind === kind));
  if (!text.includes(from)) throw new Error(`${kind} has no ${from}`);
  return text.replace(from, to);
}

test('a key that stands twice is refused', () => {
  expect(() => resourcesIn('kind: a\nkind: b\n')).toThrow(/unique/);
});

test('a kustomization that patches is refused: its files would say nothing by themselves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kustomization-'));
  try {
    writeFileSync(join(folder, 'kustomization.yaml'), `${read(`${FOLDER}/base/kustomization.yaml`)}patches: []\n`);
    expect(() => filesOf(folder)).toThrow(/patches/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('services and bench are told nothing that they do not know', () => {
  const known = [
    ...Object.keys(Settings.shape),
    ...secretSettings.map((name) => `${name}_FILE`),
    'NODE_EXTRA_CA_CERTS', // Node's own
    'POD', // of the command of the bench
  ];
  const told = workloads.flatMap(({ spec }) =>
    spec.template.spec.containers.flatMap(({ env }) => env.map(({ name }) => name)),
  );
  expect(told.length).toBeGreaterThan(30);
  expect([...new Set(told)].filter((name) => !known.includes(name))).toEqual([]);
});

test('nothing runs as root, writes to its image, keeps a capability, takes all there is or talks to the API of the cluster', () => {
  expect(workloads.length).toBe(modes.flatMap(({ services }) => services).length + modes.length);
  for (const { metadata, spec } of workloads) {
    const { securityContext, automountServiceAccountToken, containers } = spec.template.spec;
    expect(securityContext, metadata.name).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(automountServiceAccountToken).toBe(false);
    for (const container of containers) {
      expect(container.securityContext, metadata.name).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(Object.keys(container.resources.limits), metadata.name).toEqual(expect.arrayContaining(['cpu', 'memory']));
    }
  }
});

const Compose = z.looseObject({
  'x-service': z.looseObject({ image: z.string(), mem_limit: z.string() }),
  services: z.record(z.string(), z.looseObject({ image: z.string().optional() })),
});

test.each(modes)('$name: images and memory are those of its docker-compose.yml', ({ name, services }) => {
  const compose = Compose.parse(parse(read(`${name}/docker-compose.yml`), { merge: true }));
  const own = [...all].filter(([path]) => path.startsWith(`${FOLDER}/${name}/`)).flatMap(([, found]) => found);
  for (const { spec } of ofKind('Deployment', Workload, own)) {
    const [container] = spec.template.spec.containers;
    expect(container?.image).toBe(compose['x-service'].image);
    expect(container?.resources.limits['memory']).toBe(compose['x-service'].mem_limit.replace('m', 'Mi'));
  }
  expect(ofKind('Deployment', Named, own).map(({ metadata }) => metadata.name)).toEqual(
    services.map((one) => one.name),
  );
  const image = compose.services['broker']?.image ?? '';
  const rabbit = ofKind('RabbitmqCluster', z.looseObject({ spec: z.looseObject({ image: z.string() }) }), own);
  const kafka = ofKind(
    'Kafka',
    z.looseObject({ spec: z.looseObject({ kafka: z.looseObject({ version: z.string() }) }) }),
    own,
  );
  const brokers = [
    ...rabbit.map(({ spec }) => spec.image),
    ...kafka.map(({ spec }) => `apache/kafka:${spec.kafka.version}`),
  ];
  expect(brokers).toEqual(image === '' ? [] : [image]);
});

test('the image of the bench is a target of the Dockerfile', () => {
  const images = ofKind('Job', Workload).flatMap(({ spec }) => spec.template.spec.containers.map((one) => one.image));
  expect(new Set(images)).toEqual(new Set(['three-mode-lab-bench']));
  expect(read('Dockerfile')).toMatch(/^FROM \S+ AS bench$/m);
});

test('every probe asks a route that the services have', () => {
  const { paths } = orderOpenApi('async') as { paths: Record<string, unknown> };
  const asked = [
    ...new Set([...JSON.stringify(workloads).matchAll(/"httpGet":\{"path":"([^"]+)"/g)].map(([, path]) => path)),
  ];
  expect(new Set(asked)).toEqual(new Set(['/health', '/ready']));
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(asked));
});

test('an autoscaler follows a deployment that leaves it the number, and wants no more hands than there are partitions', () => {
  const Scaler = Named.extend({
    spec: z.looseObject({ scaleTargetRef: z.looseObject({ name: z.string() }), maxReplicas: z.number() }),
  });
  for (const mode of modes) {
    const own = filesOf(`${FOLDER}/${mode.name}`).flatMap((path) => all.get(path) ?? []);
    const scalers = ofKind('HorizontalPodAutoscaler', Scaler, own);
    const left = ofKind('Deployment', Workload, own).filter(({ spec }) => spec.replicas === undefined);
    expect(scalers.map(({ spec }) => spec.scaleTargetRef.name)).toEqual(left.map(({ metadata }) => metadata.name));
    expect(scalers.length > 0).toBe(mode.broker !== null);
    const partitions = ofKind('KafkaTopic', z.looseObject({ spec: z.looseObject({ partitions: z.number() }) }), own);
    const most = Math.max(...partitions.map(({ spec }) => spec.partitions));
    if (partitions.length > 0) expect(scalers[0]?.spec.maxReplicas).toBe(most);
  }
});

const Policy = Named.extend({
  spec: z.looseObject({ podSelector: z.unknown(), ingress: z.unknown(), egress: z.unknown() }),
});

test('a service reaches whom it has a link to, and is reached by whom has one to it', () => {
  for (const mode of modes) {
    const policies = new Map(networkPolicies(mode).map((one) => [one.metadata.name, Policy.parse(one).spec]));
    expect([...policies.keys()]).toEqual([...mode.services.map(({ name }) => name), 'bench']);
    const nameOf = new Map<string, string>(mode.services.map(({ role, name }) => [role, name]));
    for (const from of mode.services) {
      for (const to of mode.services.filter((one) => one !== from)) {
        const linked = mode.links.some(
          (link) => nameOf.get(link.from) === from.name && nameOf.get(link.to) === to.name,
        );
        expect(JSON.stringify(policies.get(from.name)?.egress).includes(to.name), `${from.name} → ${to.name}`).toBe(
          linked,
        );
        expect(JSON.stringify(policies.get(to.name)?.ingress).includes(from.name), `${from.name} → ${to.name}`).toBe(
          linked,
        );
      }
    }
  }
});
