import type { Mode } from '../../../common/mode.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import { BENCH, type Manifest } from '../../brokers/in-kubernetes.ts';
import { BENCH_IMAGE, labelsOf, podOf } from './pods.ts';

const CLAIM = 'bench-results';

/**
 * A job that puts the failure experiment to services of its own, beside it in its pod, and to the mode's broker in the
 * cluster: under names of its own, which it removes. Its run folder stays in the claim, under the name of the pod.
 */
export function benchManifests(mode: Mode): Manifest[] {
  const access = mode.broker && brokerKind(mode.broker.kind).inKubernetes.benchAccess();
  const run = ['bench/cli/cli.ts', 'failure', '--modes', mode.name, '--profile', 'quick'];
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: CLAIM, labels: labelsOf(BENCH) },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: BENCH, labels: labelsOf(BENCH) },
      spec: {
        backoffLimit: 0, // an exit code says what came of it; the same again would only hide that
        template: podOf({
          name: BENCH,
          image: BENCH_IMAGE,
          args: [...run, '--out', '/results/$(POD)'],
          env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, ...(access?.env ?? [])],
          secrets: access?.secrets ?? {},
          writable: { lab: '/app/.lab', tmp: '/tmp' },
          kept: { results: CLAIM },
          // Whole cores: a generator that shares them says that it was late, and its trial is void.
          resources: { requests: { cpu: '2', memory: '2Gi' }, limits: { cpu: '2', memory: '4Gi' } },
          container: {},
          pod: { restartPolicy: 'Never' },
        }),
      },
    },
  ];
}
