import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../contracts/problems.ts';

/** `127.0.0.1`, `[::1]`, `localhost`, `order-service`: no name that a stranger can have registered. */
const OWN_NAME = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\]|[a-z0-9_-]+|[a-z0-9.-]+\.localhost)$/i;

/**
 * Refuses what a web page makes a browser on this machine send. Its call goes to the page's own name, which it made point
 * to us (DNS rebinding: `Host` has that name), or from its origin to ours (the browser adds `Origin`). Whoever calls us by
 * a name of ours and is no browser, or a page of ours, passes. `names`: more names that are ours, without a port.
 */
export function refuseForeign({ host, origin }: IncomingHttpHeaders, names: readonly string[]): void {
  const name = host?.replace(/:\d*$/, '') ?? 'localhost'; // only HTTP/1.0, which no browser speaks, comes without
  if (!OWN_NAME.test(name) && !names.includes(name)) {
    throw new ProblemError('foreign-caller', 'This name is not ours. Use an IP address, or list it in LAB_HOST_NAMES.');
  }
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new ProblemError('foreign-caller', 'Pages of other origins are not answered.');
  }
}
