import type { Hello, LabEvent } from '../../protocol/events.ts';

/** `away`: the browser tries again; `ended`: it was refused, by another lab as a rule, and does not. */
export type Link = 'connecting' | 'open' | 'away' | 'ended';

interface Listener {
  onLink(link: Link): void;
  onHello(hello: Hello): void;
  onEvent(event: LabEvent): void;
}

/** Listens to the lab for as long as page and lab are there; the browser connects again by itself, with the last id it saw. */
export function listen(token: string, { onLink, onHello, onEvent }: Listener): void {
  const source = new EventSource(`/events?token=${encodeURIComponent(token)}`);
  source.addEventListener('open', () => onLink('open'));
  source.addEventListener('error', () => onLink(source.readyState === EventSource.CLOSED ? 'ended' : 'away'));
  source.addEventListener('lab', (message: Event) => {
    const event = JSON.parse((message as MessageEvent).data as string) as Hello | LabEvent;
    if (event.kind === 'hello') onHello(event);
    else onEvent(event);
  });
}
