import type { Mode } from '../../../common/mode.ts';
import { type Role, serviceNames } from '../../../common/workflow/message-table.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import { BENCH, type Manifest } from '../../brokers/in-kubernetes.ts';
import { labelsOf } from './pods.ts';
import { HTTP_PORT } from './service-manifests.ts';

/** Whoever may use the APIs besides the services carries this label; so does a gateway for customers. */
const CLIENT = { 'three-mode-lab/client': 'true' };
const STORE = { pods: { 'cnpg.io/cluster': 'store' }, port: 5432 };

const tcp = (port: number) => [{ protocol: 'TCP', port }];
const pods = (labels: Record<string, string>) => ({ podSelector: { matchLabels: labels } });
const namespace = (name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});

const names = {
  to: [namespace('kube-system')],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** Who talks to whom, as the links of the mode say: what none of them needs is refused. */
export function networkPolicies(mode: Mode): Manifest[] {
  const kind = mode.broker && brokerKind(mode.broker.kind);
  const toBroker = kind ? [{ to: [pods(kind.inKubernetes.pods)], ports: tcp(kind.inKubernetes.port) }] : [];
  const toStore = { to: [pods(STORE.pods)], ports: tcp(STORE.port) };
  const callersOf = (role: Role) => mode.links.filter(({ to }) => to === role).map(({ from }) => from);
  const calledBy = (role: Role) => mode.links.flatMap(({ from, to }) => (from === role && to !== 'broker' ? [to] : []));
  const service = (role: Role) =>
    policy(serviceNames[role], {
      ingress: [
        {
          from: [...callersOf(role).map((from) => pods(labelsOf(serviceNames[from]))), pods(CLIENT)],
          ports: tcp(HTTP_PORT),
        },
        { from: [namespace('monitoring')], ports: tcp(HTTP_PORT) },
      ],
      egress: [
        names,
        toStore,
        ...toBroker,
        ...calledBy(role).map((to) => ({ to: [pods(labelsOf(serviceNames[to]))], ports: tcp(HTTP_PORT) })),
      ],
    });
  const bench = policy(BENCH, { ingress: [], egress: [names, ...toBroker] });
  return [...mode.services.map(({ role }) => service(role)), bench];
}

const policy = (name: string, rules: { ingress: unknown[]; egress: unknown[] }): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, labels: labelsOf(name) },
  spec: { podSelector: { matchLabels: labelsOf(name) }, policyTypes: ['Ingress', 'Egress'], ...rules },
});
