import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Caller } from '../tokens/read-token.ts';

/** What a handler sees of a request: nothing of it is what a proxy says, or anybody but the connection. */
export interface Asked {
  headers: IncomingHttpHeaders;
  /** What stood where the path has a `:name`, decoded. */
  params: Readonly<Record<string, string>>;
  /** The query as it came, without its question mark. */
  search: string;
  message: IncomingMessage;
  /** Who a token of ours says it is. Absent: nobody is asked who he is. */
  caller?: Caller;
}
