import type { ServiceSpec } from '../../common/mode.ts';
import { serviceNames } from '../../common/workflow/message-table.ts';
import type { Lab } from './lab.ts';

/** The service whose queue or consumer group this is; null for what is nobody's, such as calls still to be made. */
export const serviceBehind = (
  { mode, running, services = mode.services }: Pick<Lab, 'mode' | 'running' | 'services'>,
  consumer: string,
): ServiceSpec | null => services.find(({ name }) => running.namespace + name === consumer) ?? null;

/** Whether it is the queue or group of a service that this lab runs without: what waits there is nobody's to take. */
export const isOfAbsent = (lab: Pick<Lab, 'mode' | 'running'>, consumer: string): boolean =>
  serviceBehind(lab, consumer) === null &&
  Object.values(serviceNames).some((name) => lab.running.namespace + name === consumer);
