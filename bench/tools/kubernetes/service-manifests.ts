import { basename } from 'node:path';
import type { Mode, ServiceSpec } from '../../../common/mode.ts';
import { acting, type Role, serviceNames } from '../../../common/workflow/message-table.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import { BROKER, credentials, type Manifest } from '../../brokers/in-kubernetes.ts';
import { IMAGE, labelsOf, podOf, probe } from './pods.ts';

/** Where every service listens, as the Dockerfile says. */
export const HTTP_PORT = 8080;
/** The store's cluster, whose operator makes the secret with its address. */
const STORE = { secret: 'store-app', key: 'uri' };

/** The processes of a service: two of each that can share a store, so that one can be taken away. */
const INSTANCES = 2;

/** Everything a mode's services are in Kubernetes: per service what runs it, where it is reached and what may not happen to it. */
export const serviceManifests = (mode: Mode): Manifest[] =>
  mode.services.flatMap((service) => [
    deployment(mode, service),
    addressOf(service),
    ...(isShared(service.role) ? [disruptionBudget(service)] : []),
  ]);

/** Whether several processes of a role work side by side: the one that folds the whole past is alone. */
const isShared = (role: Role): boolean => acting.some((one) => one === role);

/** Nothing where an autoscaler decides (`scaling.yaml`): the next `apply` would undo what it did. */
function replicasOf({ broker }: Mode, role: Role) {
  if (broker !== null && role === 'inventory') return {};
  return { replicas: isShared(role) ? INSTANCES : 1 };
}

function deployment(mode: Mode, service: ServiceSpec): Manifest {
  const { env, secrets } = toldTo(mode, service);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: service.name, labels: labelsOf(service.name) },
    spec: {
      ...replicasOf(mode, service.role),
      // What is new first: two that share a store hand over to one another, and no request meets nobody.
      strategy: isShared(service.role)
        ? { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
        : { type: 'Recreate' },
      selector: { matchLabels: labelsOf(service.name) },
      template: podOf({
        name: service.name,
        image: IMAGE,
        args: [`${mode.name}/${basename(service.entry.pathname)}`],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        secrets: { store: STORE.secret, ...secrets },
        writable: { data: '/data', tmp: '/tmp' },
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '256Mi' } },
        container: {
          ports: [{ name: 'http', containerPort: HTTP_PORT }],
          ...probes,
          // Until everybody knows that it is going, it still answers; then it has its 9.5 s to end.
          lifecycle: { preStop: { sleep: { seconds: 3 } } },
        },
        pod: { terminationGracePeriodSeconds: 15, topologySpreadConstraints: spread(service.name) },
      }),
    },
  };
}

/** It has started when it is ready for the first time; an order service that can accept is ready without its broker. */
const probes = {
  startupProbe: probe('/ready', { periodSeconds: 2, failureThreshold: 60, timeoutSeconds: 3 }),
  readinessProbe: probe('/ready', { periodSeconds: 3, timeoutSeconds: 3 }),
  livenessProbe: probe('/health', { periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 }),
};

/** Its surroundings as the mode tells of them, with its broker as the operator of that one makes it known. */
function toldTo(mode: Mode, { name, env }: ServiceSpec) {
  const kind = mode.broker && brokerKind(mode.broker.kind);
  const addresses = env((to) => (to === 'broker' ? BROKER : `http://${serviceNames[to]}:${HTTP_PORT}`));
  const { [kind?.variable ?? '']: _, ...others } = addresses;
  const access = kind?.inKubernetes.access(name) ?? { env: {}, secrets: {} };
  return {
    env: { STORE_URL_FILE: `${credentials}/store/${STORE.key}`, ...others, ...access.env },
    secrets: access.secrets,
  };
}

/** Not all on one node, not all in one zone, where there are several. */
const spread = (name: string) =>
  ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labelsOf(name) },
  }));

const addressOf = ({ name }: ServiceSpec): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: labelsOf(name) },
  spec: { selector: labelsOf(name), ports: [{ name: 'http', port: HTTP_PORT, targetPort: 'http' }] },
});

const disruptionBudget = ({ name }: ServiceSpec): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, labels: labelsOf(name) },
  spec: { maxUnavailable: 1, selector: { matchLabels: labelsOf(name) } },
});
