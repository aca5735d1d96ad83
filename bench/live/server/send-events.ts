import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hello } from '../protocol/events.ts';
import type { LabStream } from './lab-stream.ts';

/** A page that does not read is let go: it comes back and is sent what it missed, or told that it cannot be. */
const MOST_UNSENT_BYTES = 8 * 1024 * 1024;
/** A comment now and then: a page, and whatever stands between, sees that we live. */
const BEAT_MS = 15_000;

interface Sending {
  stream: LabStream;
  greet: (start: Hello['start']) => Promise<Hello>;
  /** What the page saw last; absent: nothing. */
  after: string | undefined;
}

/** One page's connection: `hello`, what it missed, and then everything that happens (the HTML standard, server-sent events). */
export async function sendEvents(
  request: IncomingMessage,
  response: ServerResponse,
  { stream, greet, after }: Sending,
): Promise<void> {
  const knows = after !== undefined && stream.since(after) !== null;
  const hello = await greet(knows ? 'resumed' : after === undefined ? 'fresh' : 'lost');
  if (response.destroyed) return;
  const missed = knows ? stream.since(after) : [];
  if (missed === null) return void response.destroy(); // it went meanwhile: the page asks again, and is told so
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const write = (text: string) => {
    response.write(text);
    if (response.writableLength > MOST_UNSENT_BYTES) response.destroy();
  };
  const send = ({ id, json }: { id: string; json: string }) => write(`id: ${id}\nevent: lab\ndata: ${json}\n\n`);
  write(`retry: 1000\nevent: lab\ndata: ${JSON.stringify(hello)}\n\n`);
  for (const sent of missed) send(sent);
  const unsubscribe = stream.subscribe(send);
  const beat = setInterval(() => write(': \n\n'), BEAT_MS);
  const over = () => {
    unsubscribe();
    clearInterval(beat);
  };
  response.once('close', over);
  request.once('error', over);
}
