import type { Broker } from './broker.ts';

/** Starts a broker, or the node of one, again that ends by itself, until `over`: whoever works with it finds it where it was. */
export function restartOnExit(broker: Broker, over: AbortSignal, say: (line: string) => void): void {
  broker.onUnexpectedExit((how, node) => {
    if (over.aborted) return;
    say(`${broker.kind} ended (${how}), starting it again`);
    (node ?? broker).restart().then(
      () => say(`${broker.kind} is back`),
      (error: unknown) => say(`${broker.kind} does not come back: ${String(error)}`),
    );
  });
}
