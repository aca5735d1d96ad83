import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../../../common/store/catalogue.ts';
import type { Shape } from '../../../../common/workflow/message-table.ts';
import { runReads } from '../../reads.ts';
import { newToken } from '../../server/callers.ts';
import { LabStream } from '../../server/lab-stream.ts';
import { type LiveServerOptions, startLiveServer } from '../../server/live-server.ts';
import { buildPage, pageFolder } from '../build.ts';
import { ToldLab } from './told-lab.ts';

/** `recording`: that is shown instead. A lab that is only told of: what the page shows can be brought about in it at will, without a broker and in no time. */
export async function startFeed({ recording, shape }: { recording?: string; shape?: Shape } = {}) {
  await buildPage();
  const token = newToken();
  const stream = new LabStream(randomUUID());
  const lab = new ToldLab((event) => stream.publish(event), shape);
  const options: LiveServerOptions = {
    port: 0,
    token,
    page: pageFolder,
    stream,
    greet: async (start) =>
      recording === undefined
        ? lab.greet(start)
        : { kind: 'hello', atMs: Date.now(), start, replay: true, picture: null },
    command: async (command) => lab.carryOut(command),
    reads: {
      ...runReads(fileURLToPath(new URL('../../../../results', import.meta.url))),
      '/lanes/:lane/products': async () => ({ products: catalogue.map(stocked) }),
      '/lanes/:lane/parked': async () => ({ parked: [] }),
      '/lanes/:lane/orders': async () => ({ orders: [], next: null }),
      '/lanes/:lane/notifications': async () => ({ notifications: [], next: null }),
      '/lanes/:lane/orders/:orderId/story': async ({ lane, orderId }) => ({
        ...storyOf(String(lane), String(orderId)),
        payment: shape ? { state: 'captured', reason: null } : null,
      }),
      '/recording': async () => ({ type: 'application/jsonl', text: recording ?? '' }),
      '/scenario': async () => ({ steps: [] }),
    },
    tell: console.error,
  };
  let server = await startLiveServer(options);
  const { port } = server;
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    lab,
    /** No page hears or reaches it any more, while it goes on. */
    cut: () => server.close(),
    async mend() {
      server = await startLiveServer({ ...options, port });
    },
    /** Another lab is there instead: it knows nothing of the token of this one. */
    async succeed() {
      server = await startLiveServer({ ...options, port, token: newToken() });
    },
    async close() {
      lab.stop();
      await server.close();
    },
  };
}

const stocked = (product: (typeof catalogue)[number]) => ({ ...product, available: 1000, reserved: 0 });

const storyOf = (lane: string, orderId: string) => ({
  lane,
  orderId,
  status: 'confirmed',
  steps: [
    { at: new Date().toISOString(), service: 'order-service', what: 'stored', sinceFirstMs: 0, sinceBeforeMs: 0 },
  ],
  unfinished: [],
});
