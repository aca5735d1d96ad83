import { createReadStream, createWriteStream, type ReadStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Hello, LabEvent, Recording } from './protocol/events.ts';

/** From here on single steps and lines of the log are left out: everything else of a day fits into as much again. */
const MOST_BYTES = 100 * 1024 * 1024;
const finest = new Set<LabEvent['kind']>(['steps', 'log']);

/** Writes the stream down as it goes: a text of JSON lines that can be opened again without a lab. */
export class StreamRecorder {
  readonly #file: string;
  readonly #stream: WriteStream;
  #bytes = 0;

  constructor(file: string, hello: Hello) {
    this.#file = file;
    this.#stream = createWriteStream(file, { mode: 0o600 });
    this.#stream.on('error', () => {}); // a full disk: the lab goes on, and its recording ends here
    this.#write(`${JSON.stringify({ recording: 1, hello } satisfies Recording)}\n`);
  }

  take({ kind, id, json }: { kind: LabEvent['kind']; id: string; json: string }): void {
    if (this.#bytes > MOST_BYTES && finest.has(kind)) return;
    this.#write(`{"id":${JSON.stringify(id)},"event":${json}}\n`);
  }

  /** What was written so far, once it is with the system. */
  async read(): Promise<ReadStream> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stream.write('', () => resolve());
    await promise;
    return createReadStream(this.#file);
  }

  async close(): Promise<void> {
    this.#stream.end();
    await finished(this.#stream).catch(() => {});
  }

  #write(line: string): void {
    this.#bytes += line.length;
    this.#stream.write(line);
  }
}
