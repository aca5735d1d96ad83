import type { Hello, LabEvent } from '../../protocol/events.ts';

export type Link = 'connecting' | 'open' | 'away';

interface Listener {
  onLink(link: Link): void;
  onHello(hello: Hello): void;
  onEvent(event: LabEvent): void;
}

/** Listens to the lab for as long as the page is there; the browser connects again by itself, with the last id it saw. */
export function listen(token: string, { onLink, onHello, onEvent }: Listener): void {
  const source = new EventSource(`/events?token=${encodeURIComponent(token)}`);
  source.addEventListener('open', () => onLink('open'));
  source.addEventListener('error', () => onLink('away'));
  source.addEventListener('lab', ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as Hello | LabEvent;
    if (event.kind === 'hello') onHello(event);
    else onEvent(event);
  });
}
