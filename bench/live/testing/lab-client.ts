import { until } from '../../lab/until.ts';
import type { Command as Process } from '../../scenarios/command.ts';
import type { Command } from '../protocol/commands.ts';
import { type EventOf, Hello, type Judgement, LabEvent, type Said } from '../protocol/events.ts';
import type { LaneFigures } from '../protocol/figures.ts';
import type { Lane } from '../protocol/lanes.ts';

const READY_MS = 90_000;

/** A page without a browser: hears the stream, holds every event against its schema, and commands. */
export class LabClient {
  hello: Hello | null = null;
  readonly figures: EventOf<'figures'>[] = [];
  readonly placed: EventOf<'placed'>[] = [];
  readonly judged = new Map<string, Judgement>();
  readonly #lanes = new Map<string, Lane>();
  readonly #said = new Map<string, Said[]>();
  readonly #over = new AbortController();
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Waits until the lab of this command is ready, and hears it from then on. */
  static async open(command: Process): Promise<LabClient> {
    const line = await until('the lab is ready', () => command.stdout.find((text) => text.startsWith('{')), READY_MS);
    const { origin, hash } = new URL((JSON.parse(line) as { url: string }).url);
    const client = new LabClient(origin, hash.replace('#token=', ''));
    void client.#hear();
    await until('it is greeted', () => client.hello);
    return client;
  }

  lane = (name: string): Lane | undefined => this.#lanes.get(name);
  said = (name: string): readonly Said[] => this.#said.get(name) ?? [];
  now = (name: string): LaneFigures | undefined => this.figures.at(-1)?.lanes[name];

  async command<Answer>(command: Command): Promise<Answer> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` };
    return answered(await fetch(`${this.#url}/commands`, { method: 'POST', headers, body: JSON.stringify(command) }));
  }

  async read<Answer>(path: string): Promise<Answer> {
    return answered(await fetch(`${this.#url}/api${path}`, { headers: { authorization: `Bearer ${this.#token}` } }));
  }

  close(): void {
    this.#over.abort();
  }

  async #hear(): Promise<void> {
    const { signal } = this.#over;
    const answer = await fetch(`${this.#url}/events?token=${this.#token}`, { signal });
    let text = '';
    try {
      for await (const chunk of answer.body ?? []) {
        const blocks = (text + Buffer.from(chunk as Uint8Array).toString()).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const data = block.split('\n').find((line) => line.startsWith('data: '));
          if (data) this.#take(JSON.parse(data.slice('data: '.length)));
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #take(event: { kind: string }): void {
    if (event.kind === 'hello') {
      this.hello = Hello.parse(event);
      for (const lane of this.hello.picture?.lanes ?? []) this.#lanes.set(lane.lane, lane);
      return;
    }
    const seen = LabEvent.parse(event);
    if (seen.kind === 'figures') this.figures.push(seen);
    if (seen.kind === 'placed') this.placed.push(seen);
    if (seen.kind === 'judge') this.judged.set(seen.lane, seen.judgement);
    if (seen.kind === 'lane') this.#lanes.set(seen.lane.lane, seen.lane);
    if (seen.kind === 'log') {
      const said = this.#said.get(seen.lane) ?? [];
      this.#said.set(seen.lane, said);
      said.push(...seen.said);
    }
  }
}

async function answered<Answer>(answer: Response): Promise<Answer> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text) as Answer;
}
