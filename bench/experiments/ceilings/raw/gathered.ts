/** Whatever comes while one batch is on its way leaves with the next, as from an outbox: no consumer waits for it. */
export function gathered<Message>(send: (batch: Message[]) => Promise<unknown>): (messages: Message[]) => void {
  let waiting: Message[] = [];
  let sending = false;
  async function sendAll(): Promise<void> {
    if (sending) return;
    sending = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await send(batch);
    }
    sending = false;
  }
  return (messages) => {
    for (const message of messages) waiting.push(message);
    void sendAll();
  };
}
