import { type Credentials, RABBITMQ_SETTINGS, rabbitmqConf } from './rabbitmq-config.ts';

/** Which store keeps the metadata: Khepri, or Mnesia. A feature flag, not a line of rabbitmq.conf. */
export const KHEPRI = 'khepri_db';

/** What the broker itself calls a node. */
export const nodeName = (index: number): string => `lab${index + 1}@localhost`;

/** Three of them, on two cores: two schedulers each, which do not wait busily. */
export const NODE_FLAGS = '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none';

/**
 * What is set beyond the settings of a single node, and by whoever asks for others. Mnesia, the usual store of metadata in 4.0, has lost
 * whole quorum queues after their leader's node had been paused. With Mnesia, who sees less than half of the others pauses itself.
 * Khepri is not told, and ignores it: its minority elects nobody, so that what needs a majority fails there.
 * https://www.rabbitmq.com/docs/metadata-store/failure-recovery
 */
export function rabbitmqClusterSettings(
  nodes: number,
  own: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const settings: Record<string, string> = {
    ...RABBITMQ_SETTINGS,
    'vm_memory_high_watermark.relative': String(0.4 / nodes),
    'cluster_formation.target_cluster_size_hint': String(nodes),
    [KHEPRI]: 'true',
    ...own,
  };
  return settings[KHEPRI] === 'true' ? settings : { cluster_partition_handling: 'pause_minority', ...settings };
}

/** The text of rabbitmq.conf of one node. */
export function nodeConf(amqpPort: number, who: Credentials, settings: Record<string, string>, nodes: number): string {
  const names = Array.from({ length: nodes }, (_, index) => nodeName(index));
  return rabbitmqConf(amqpPort, who, {
    ...Object.fromEntries(Object.entries(settings).filter(([name]) => name !== KHEPRI)),
    cluster_name: 'lab',
    'cluster_formation.peer_discovery_backend': 'classic_config',
    ...Object.fromEntries(names.map((name, index) => [`cluster_formation.classic_config.nodes.${index + 1}`, name])),
  });
}
