/** What a handler gives back; `body` becomes JSON, and undefined none: a 204, or a 304. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}
