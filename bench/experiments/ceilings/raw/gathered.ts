/**
 * Whatever comes while as many batches as the window are on their way leaves with the next, as from an outbox: no consumer
 * waits for it.
 */
export function gathered<Message>(
  send: (batch: Message[]) => Promise<unknown>,
  window: number,
): (messages: Message[]) => void {
  let waiting: Message[] = [];
  let onTheirWay = 0;
  async function sendAll(): Promise<void> {
    if (onTheirWay === window) return;
    onTheirWay++;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await send(batch);
    }
    onTheirWay--;
  }
  return (messages) => {
    for (const message of messages) waiting.push(message);
    void sendAll();
  };
}
