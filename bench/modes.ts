import { mode as rabbitmq } from '../async-rabbitmq/mode.ts';
import type { Mode } from '../common/mode.ts';
import { mode as kafka } from '../streaming-kafka/mode.ts';
import { mode as rest } from '../sync-rest/mode.ts';

/** The one place that names them, in the order in which they are shown. */
export const modes: readonly Mode[] = [rest, rabbitmq, kafka];

export const modeNames: readonly string[] = modes.map(({ name }) => name);

/** The mode of this name, or undefined: whoever reads a name from outside says what is wrong with it. */
export const findMode = (name: string): Mode | undefined => modes.find((mode) => mode.name === name);

/** The mode of this name. Throws where there is none, with those there are. */
export function modeNamed(name: string): Mode {
  const mode = findMode(name);
  if (!mode) throw new Error(`There is no mode ${name}. Known modes: ${modeNames.join(', ')}.`);
  return mode;
}
