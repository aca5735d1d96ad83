import { kafkaSettings } from './kafka.ts';
import { rabbitmqSettings } from './rabbitmq.ts';
import type { ClusterSetting, Promised } from './setting.ts';

/** By the kind of the broker. */
const settings: Record<string, readonly ClusterSetting[]> = { kafka: kafkaSettings, rabbitmq: rabbitmqSettings };

/** Every setting of this kind of broker that is tried, the safest first; none where it has no clusters. */
export const settingsOf = (kind: string): readonly ClusterSetting[] => settings[kind] ?? [];

export const promiseOf = ({ mayLose }: Pick<ClusterSetting, 'mayLose'>, fault: string): Promised =>
  mayLose === 'all' || mayLose.includes(fault) ? 'may lose' : 'survives';
