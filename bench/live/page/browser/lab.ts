import type { Command } from '../../protocol/commands.ts';
import type { EventOf } from '../../protocol/events.ts';
import { command, Refused } from './ask.ts';
import { Model } from './model.ts';
import { token } from './session.ts';
import { type Link, listen } from './stream.ts';

/** A figure or a state is on the screen so soon after it came; a flood of events costs no more drawings than this. */
const DRAW_EVERY_MS = 120;

export const lab: { model: Model; link: Link | 'no-token' } = {
  model: new Model(),
  link: token === null ? 'no-token' : 'connecting',
};

type StepsListener = (event: EventOf<'steps'>) => void;
const stepsListeners = new Set<StepsListener>();

/** Where orders are goes straight to who draws them. Returns how to stop listening. */
export function onSteps(listener: StepsListener): () => void {
  stepsListeners.add(listener);
  return () => stepsListeners.delete(listener);
}

let redraw = (): void => {};
let waiting = false;

/** Something changed: it is drawn soon, together with what changes meanwhile. */
function changed(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    redraw();
  }, DRAW_EVERY_MS);
}

/** Listens to the lab from now on, and has the page drawn whenever something changed. */
export function start(draw: () => void): void {
  redraw = draw;
  if (token === null) return;
  listen(token, {
    onLink: (link) => {
      lab.link = link;
      changed();
    },
    onHello: (hello) => {
      lab.model.greet(hello);
      changed();
    },
    onEvent: (event) => {
      if (event.kind === 'steps') for (const listener of stepsListeners) listener(event);
      lab.model.apply(event);
      if (event.kind !== 'steps') changed();
    },
  });
}

/** Does what somebody clicked; what the lab refuses is said among the notices. Null: refused. */
export async function act<Result = unknown>(wanted: Command): Promise<Result | null> {
  try {
    return await command<Result>(wanted);
  } catch (error) {
    tell(error);
    return null;
  }
}

/** Says what the lab refused. */
export function tell(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
  lab.model.apply({ kind: 'notice', atMs: lab.model.nowMs, lane: null, text: error.message });
  changed();
}
