import type { Command } from '../../protocol/commands.ts';
import type { EventOf, Hello, LabEvent, Recorded, Recording } from '../../protocol/events.ts';
import { command, Refused, readText } from './ask.ts';
import { Model } from './model.ts';
import { Replay, readRecording } from './replay.ts';
import { token } from './session.ts';
import { type Link, listen } from './stream.ts';

/** A figure or a state is on the screen so soon after it came; a flood of events costs no more drawings than this. */
const DRAW_EVERY_MS = 120;

/** `replay`: nothing runs, a recording is shown; null: a lab is. */
export const lab: { model: Model; link: Link | 'no-token'; replay: Replay | null } = {
  model: new Model(),
  link: token === null ? 'no-token' : 'connecting',
  replay: null,
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
export function changed(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    redraw();
  }, DRAW_EVERY_MS);
}

function greet(hello: Hello): void {
  lab.model.greet(hello);
  changed();
}

function take(event: LabEvent, isNew = true): void {
  if (event.kind === 'steps') {
    if (isNew) for (const listener of stepsListeners) listener(event);
    return;
  }
  lab.model.apply(event);
  changed();
}

/** Listens to the lab from now on, or plays the recording that came with the page, and has the page drawn whenever something changed. */
export function start(draw: () => void): void {
  redraw = draw;
  const brought = document.getElementById('recording')?.textContent;
  if (brought) return play(JSON.parse(brought) as [Recording, ...Recorded[]]);
  if (token === null) return;
  listen(token, {
    onLink: (link) => {
      lab.link = link;
      changed();
    },
    onHello: (hello) => {
      if (!hello.replay) greet(hello);
      else if (lab.replay === null) readText('/api/recording').then((text) => play(readRecording(text)), tell);
    },
    onEvent: take,
  });
}

function play(recording: [Recording, ...Recorded[]]): void {
  lab.link = 'open';
  lab.replay = new Replay(recording, { hello: greet, event: take });
  changed();
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
