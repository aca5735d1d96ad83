import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What a handler sees of a request: nothing of it is what a proxy says, or anybody but the connection. */
export interface Asked {
  headers: IncomingHttpHeaders;
  /** What stood where the path has a `:name`, decoded. */
  params: Readonly<Record<string, string>>;
  /** The query as it came, without its question mark. */
  search: string;
  message: IncomingMessage;
}
