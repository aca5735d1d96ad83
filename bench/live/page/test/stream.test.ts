import { afterEach, expect, test, vi } from 'vitest';
import { type Link, listen } from '../browser/stream.ts';

/** A connection that is told how it fares. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static latest: Source | null = null;
  readyState = 0;
  constructor() {
    super();
    Source.latest = this;
  }
  becomes(readyState: number, event: 'open' | 'error'): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event(event));
  }
}

afterEach(() => void vi.unstubAllGlobals());

test('a lost connection is away while the browser tries again, and has ended where it was refused', () => {
  vi.stubGlobal('EventSource', Source);
  const links: Link[] = [];
  listen('token', { onLink: (link) => links.push(link), onHello: () => {}, onEvent: () => {} });
  Source.latest?.becomes(1, 'open');
  Source.latest?.becomes(0, 'error');
  Source.latest?.becomes(Source.CLOSED, 'error');
  expect(links).toEqual(['open', 'away', 'ended']);
});
