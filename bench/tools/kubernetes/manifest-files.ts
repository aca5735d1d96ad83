import { stringify } from 'yaml';
import type { Mode } from '../../../common/mode.ts';
import { brokerKind } from '../../brokers/brokers.ts';
import type { Manifest } from '../../brokers/in-kubernetes.ts';
import { modes } from '../../modes.ts';
import { benchManifests } from './bench-manifests.ts';
import { networkPolicies } from './network-policies.ts';
import { serviceManifests } from './service-manifests.ts';

export const FOLDER = 'kubernetes';

const head =
  '# Written by `npm run docs` from what the mode says of itself; do not edit. Changes of yours go into an overlay.\n';

const fileOf = (manifests: readonly Manifest[]): string =>
  head +
  manifests.map((manifest) => `---\n${stringify(manifest, { lineWidth: 120, aliasDuplicateObjects: false })}`).join('');

/** What is written below `kubernetes/` of every mode, by the path in the project. */
export const manifestFiles = (): Map<string, string> => new Map(modes.flatMap(filesOf));

function filesOf(mode: Mode): [string, string][] {
  const onBroker = mode.broker ? brokerKind(mode.broker.kind).inKubernetes.resources(mode) : [];
  const files: [string, Manifest[]][] = [
    ['services.yaml', serviceManifests(mode)],
    ['network.yaml', networkPolicies(mode)],
    ['bench/job.yaml', benchManifests(mode)],
    ['topology.yaml', onBroker],
  ];
  return files
    .filter(([, manifests]) => manifests.length > 0)
    .map(([name, manifests]) => [`${FOLDER}/${mode.name}/${name}`, fileOf(manifests)]);
}
