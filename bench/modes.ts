import { mode as rabbitmq } from '../async-rabbitmq/mode.ts';
import type { Mode, ModeName } from '../common/mode.ts';
import { mode as kafka } from '../streaming-kafka/mode.ts';
import { mode as rest } from '../sync-rest/mode.ts';

/** The one place that names all three. */
export const modes: Record<ModeName, Mode> = {
  'sync-rest': rest,
  'async-rabbitmq': rabbitmq,
  'streaming-kafka': kafka,
};

export const modeNames = Object.keys(modes) as ModeName[];
