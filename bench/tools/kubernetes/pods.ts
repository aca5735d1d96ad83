import { credentials } from '../../brokers/in-kubernetes.ts';

/** As `docker build` calls them in the page that tells how; a cluster gets its own names by kustomize's `images`. */
export const IMAGE = 'three-mode-lab';
export const BENCH_IMAGE = 'three-mode-lab-bench';

/** Of every pod of ours: who may talk to broker and store is told by it. */
const OURS = { 'app.kubernetes.io/part-of': 'three-mode-lab' };

export const labelsOf = (name: string): Record<string, string> => ({ 'app.kubernetes.io/name': name, ...OURS });

export const probe = (path: string, times: Record<string, number>) => ({ httpGet: { path, port: 'http' }, ...times });

/** The user `node` of the image: Kubernetes cannot tell by a name that somebody is not root. */
const NODE_USER = 1000;

interface PodOptions {
  name: string;
  image: string;
  args?: string[];
  command?: string[];
  env: unknown[];
  /** The secret mounted on each folder of `credentials`. */
  secrets: Record<string, string>;
  /** Folders that may be written, by the names of their volumes; all else may only be read. They are gone with the pod. */
  writable: Record<string, string>;
  /** Volumes that stay: the folder of the root, and the claim that is mounted on it. */
  kept?: Record<string, string>;
  resources: unknown;
  container: Record<string, unknown>;
  pod: Record<string, unknown>;
}

/** One container that is locked down as in docker-compose.yml, as the template of whatever runs it. */
export function podOf(options: PodOptions) {
  const { name, image, args, command, env, secrets, writable, kept = {}, resources, container, pod } = options;
  const volumes = [
    ...Object.entries(writable).map(([volume, mountPath]) => ({
      name: volume,
      mount: { mountPath },
      source: { emptyDir: {} },
    })),
    ...Object.entries(kept).map(([folder, claimName]) => ({
      name: folder,
      mount: { mountPath: `/${folder}` },
      source: { persistentVolumeClaim: { claimName } },
    })),
    ...Object.entries(secrets).map(([folder, secretName]) => ({
      name: `${folder}-secret`,
      mount: { mountPath: `${credentials}/${folder}`, readOnly: true },
      source: { secret: { secretName, defaultMode: 0o440 } },
    })),
  ];
  return {
    metadata: { labels: labelsOf(name) },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false, // a variable for each service would be one more thing that a service is told
      securityContext: {
        runAsNonRoot: true,
        runAsUser: NODE_USER,
        runAsGroup: NODE_USER,
        fsGroup: NODE_USER,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...pod,
      containers: [
        {
          name,
          image,
          ...(command && { command }),
          ...(args && { args }),
          env,
          ...container,
          resources,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: volumes.map(({ name: volume, mount }) => ({ name: volume, ...mount })),
        },
      ],
      volumes: volumes.map(({ name: volume, source }) => ({ name: volume, ...source })),
    },
  };
}
