import type { ServiceSpec } from '../../common/mode.ts';
import type { Lab } from './lab.ts';

/** The service whose queue or consumer group this is; null for what is nobody's, such as calls still to be made. */
export const serviceBehind = ({ mode, running }: Lab, consumer: string): ServiceSpec | null =>
  mode.services.find(({ name }) => running.namespace + name === consumer) ?? null;
