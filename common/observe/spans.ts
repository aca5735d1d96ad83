type SpanKind = 'server' | 'client' | 'producer' | 'consumer';

/** One span that has begun. `traceparent` (W3C Trace Context) makes others its children, in this process or elsewhere. */
export interface Span {
  readonly traceparent: string | undefined;
  end(attributes?: Attributes, error?: unknown): void;
}

export type Attributes = Record<string, string | number>;

/** What makes spans. `parent`: a traceparent; absent or malformed, the span begins a trace of its own. */
export interface Spans {
  begin(name: string, kind: SpanKind, parent: string | undefined, attributes: Attributes): Span;
  /** Hands over what is finished, at most until its own timeout, and makes no more. */
  close(): Promise<void>;
}
