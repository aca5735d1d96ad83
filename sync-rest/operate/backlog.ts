import type { Backlog } from '../../common/mode.ts';
import { readGauge } from '../../common/observe/metrics-reader.ts';

/** Nothing waits between services: what is not done yet is with the one that has to make the call. */
export const readBacklog = async (urls: Record<string, string>): Promise<Backlog[]> => [
  { consumer: 'calls still to be made', waiting: await readGauge(urls['orders'], 'outbox_depth'), unacknowledged: 0 },
];
