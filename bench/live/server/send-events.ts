import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hello } from '../protocol/events.ts';
import type { LabStream } from './lab-stream.ts';

/** A page that does not read is let go: it comes back and is sent what it missed, or told that it cannot be. */
const MOST_UNSENT_BYTES = 8 * 1024 * 1024;
/** A comment now and then: a page, and whatever stands between, sees that we live. */
const BEAT_MS = 15_000;

/** One page's connection: `hello`, what it missed, and then everything that happens (the HTML standard, server-sent events). */
export function sendEvents(
  request: IncomingMessage,
  response: ServerResponse,
  { stream, greet, after }: { stream: LabStream; greet: (start: Hello['start']) => Hello; after: string | undefined },
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const write = (text: string) => {
    response.write(text);
    if (response.writableLength > MOST_UNSENT_BYTES) response.destroy();
  };
  const missed = after === undefined ? null : stream.since(after);
  const start = missed ? 'resumed' : after === undefined ? 'fresh' : 'lost';
  write(`retry: 1000\nevent: lab\ndata: ${JSON.stringify(greet(start))}\n\n`);
  const send = ({ id, json }: { id: string; json: string }) => write(`id: ${id}\nevent: lab\ndata: ${json}\n\n`);
  for (const sent of missed ?? []) send(sent);
  const unsubscribe = stream.subscribe(send);
  const beat = setInterval(() => write(': \n\n'), BEAT_MS);
  const over = () => {
    unsubscribe();
    clearInterval(beat);
  };
  response.once('close', over);
  request.once('error', over);
}
