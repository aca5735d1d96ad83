/** What a handler gives back; `body` becomes JSON. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}
